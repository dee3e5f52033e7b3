import { Page } from '../design/page.js';

export function NewApp() {
  return <Page title="New app" />;
}
