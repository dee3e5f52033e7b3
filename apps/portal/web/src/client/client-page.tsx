import { Download } from 'lucide-react';
import { Link } from 'react-router';
import { CodeBlock } from '../design/copy.js';
import { Page } from '../design/page.js';
import './client.css';

const archive = '/portal/v1/clients/typescript.tgz';

/** The typed client: how it comes into a project, and the first lines with it. */
export function ClientPage() {
  const { origin } = window.location;
  return (
    <Page
      title="TypeScript client"
      lead="Every operation as a method, its parameters, answers and refusals as types. It works on fetch alone, in pages and in Node."
      crumbs={<Link to="/apis">All APIs</Link>}
      actions={
        <a className="button" href={archive} download="strata-client.tgz">
          <Download size={16} aria-hidden />
          Download
        </a>
      }
    >
      <ol className="steps">
        <li>
          <h2>Install it</h2>
          <p>From this platform: it fits the version that runs here.</p>
          <CodeBlock title="Shell" what="the install command" code={`npm install ${origin}${archive}`} />
        </li>
        <li>
          <h2>Call something</h2>
          <p>
            With a key of <Link to="/apps">an app of yours</Link>, on a server. A page has no key: its own back end calls for it, or it brings a token.
          </p>
          <CodeBlock title="call.mts" what="the first call" code={firstCall(origin)} />
          <p>Node 22.18 and later runs it as it is.</p>
          <CodeBlock title="Shell" what="the command" code="STRATA_KEY=YOUR_API_KEY node call.mts" />
        </li>
        <li>
          <h2>Place an order, and follow it</h2>
          <p>The key of a placement is yours: send it again after a timeout, and the order is placed once.</p>
          <CodeBlock title="call.mts, go on with" what="the order" code={order} />
        </li>
      </ol>
    </Page>
  );
}

const firstCall = (origin: string) => `import { createStrata, ProblemError } from '@strata/client';

const { web } = createStrata({
  baseUrl: '${origin}',
  headers: { 'x-api-key': process.env.STRATA_KEY! },
});

try {
  const { data } = await web.findCustomers({});
  console.log(data.items);
} catch (error) {
  // What was refused and why: RFC 9457.
  if (error instanceof ProblemError) console.error(error.status, error.problem.detail);
  else throw error;
}`;

const order = `import { followOrder } from '@strata/client';

const { data: customers } = await web.findCustomers({ query: { limit: 1 } });
const { customerId } = customers.items[0]!;
const { data: bolts } = await web.findItems({ query: { query: 'TG0001', customerId } });
const { itemId } = bolts.items[0]!;

const { data: order } = await web.placeOrder({
  headers: { 'Idempotency-Key': crypto.randomUUID() },
  body: { customerId, purchaseOrderNumber: 'PO-1', lines: [{ itemId, quantity: '3' }] },
});

for await (const news of followOrder(web, order.orderId)) {
  if (news.order) console.log(news.order.status);
}`;
