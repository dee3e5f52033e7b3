import { Page } from '../design/page.js';

export function Status() {
  return <Page title="Status" />;
}
