import { Page } from '../design/page.js';

export function Guides() {
  return <Page title="Guides" />;
}
