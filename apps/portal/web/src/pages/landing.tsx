import { Page } from '../design/page.js';

export function Landing() {
  return <Page title="Build on ERP and CRM without knowing either" />;
}
