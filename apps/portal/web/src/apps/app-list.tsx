import { Page } from '../design/page.js';

export function AppList() {
  return <Page title="Apps" />;
}
