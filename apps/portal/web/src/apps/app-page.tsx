import { Page } from '../design/page.js';

export function AppPage() {
  return <Page title="App" />;
}
