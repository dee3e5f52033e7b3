import { ArrowRight, Boxes, KeyRound, Rocket } from 'lucide-react';
import { Link } from 'react-router';
import { useAccount } from '../api/session.js';
import { useApiBase } from '../apps/api-base.js';
import { firstCallCommands } from '../apps/first-call.js';
import { ButtonLink } from '../design/button.js';
import { CodeBlock } from '../design/copy.js';
import { useHeading } from '../design/page.js';
import './landing.css';

const steps = [
  { Icon: Boxes, title: 'Create an app', text: 'One field. Its sandbox credentials are there at once, with customers of its own, items and orders.' },
  { Icon: KeyRound, title: 'Make a call', text: 'Right in the browser, or in your shell. Everything that the APIs do works in the sandbox.' },
  { Icon: Rocket, title: 'Go to production', text: 'Ask in the portal. Production has credentials of its own, for the customers that you act for.' },
];

const example = { clientId: 'YOUR_CLIENT_ID', clientSecret: 'YOUR_CLIENT_SECRET' };

export function Landing() {
  const account = useAccount();
  const apiBase = useApiBase();
  const heading = useHeading('Strata developer portal');
  return (
    <div className="page landing">
      <section className="hero">
        <div>
          <h1 ref={heading} tabIndex={-1}>Orders, customers and prices, without knowing the ERP</h1>
          <p className="lead">One set of APIs in front of ERP and CRM: place an order, and follow it until it is paid. Your sandbox is ready in two minutes.</p>
          <div className="row">
            <ButtonLink to={account ? '/apps' : '/sign-up'} tone="main" size="large" icon={<ArrowRight size={18} aria-hidden />}>
              {account ? 'Go to your apps' : 'Start in the sandbox'}
            </ButtonLink>
            <ButtonLink to="/apis" size="large">
              See the APIs
            </ButtonLink>
          </div>
        </div>
        <CodeBlock title="The first call" what="commands" code={firstCallCommands({ ...example, tokenUrl: `${window.location.origin}/oidc/token` }, apiBase)} />
      </section>
      <section aria-labelledby="steps">
        <h2 id="steps" className="unseen">
          Three steps
        </h2>
        <ol className="grid steps">
          {steps.map(({ Icon, title, text }, index) => (
            <li key={title} className="card">
              <p className="step">
                <Icon size={20} aria-hidden />
                <span className="unseen">Step {index + 1}</span>
              </p>
              <h3>{title}</h3>
              <p className="quiet">{text}</p>
            </li>
          ))}
        </ol>
      </section>
      <p className="quiet">
        Prefer to read first? <Link to="/guides">The guides</Link> have calls to copy, and <Link to="/status">the status</Link> says how everything is.
      </p>
    </div>
  );
}
