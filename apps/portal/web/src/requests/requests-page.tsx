import { Page } from '../design/page.js';

export function RequestsPage() {
  return <Page title="Requests for production" />;
}
