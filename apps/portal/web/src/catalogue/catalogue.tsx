import { Page } from '../design/page.js';

export function Catalogue() {
  return <Page title="APIs" />;
}
