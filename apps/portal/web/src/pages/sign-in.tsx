import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { useAccount, useSignIn } from '../api/session.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { Page } from '../design/page.js';
import { Fault } from '../design/states.js';
import { fieldsOf } from './form.js';

/** Where people go on to: a path of ours, and nothing that leads to another host. */
const onward = (to: string | null) => (to !== null && /^\/(?![/\\])/.test(to) ? to : '/apps');

export function SignIn() {
  const [search] = useSearchParams();
  const to = onward(search.get('to'));
  const navigate = useNavigate();
  const account = useAccount();
  const signIn = useSignIn();
  if (account && !signIn.isPending) return <Navigate to={to} replace />;
  return (
    <Page title="Sign in" narrow>
      <form
        className="card stack"
        onSubmit={(event) => {
          const { email, password } = fieldsOf<'email' | 'password'>(event);
          if (!signIn.isPending) signIn.mutate({ email: email.trim(), password }, { onSuccess: () => void navigate(to, { replace: true }) });
        }}
      >
        <Fault error={signIn.error} />
        <Field label="E-mail" name="email" type="email" autoComplete="username" required maxLength={254} autoFocus />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required maxLength={200} />
        <Button type="submit" tone="main" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
      <p className="quiet">
        No account yet? <Link to="/sign-up">Create one</Link>
      </p>
    </Page>
  );
}
