import { Link, Navigate, useNavigate } from 'react-router';
import { Problem } from '../api/client.js';
import { NotSignedUp, useAccount, useSignUp } from '../api/session.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { Page } from '../design/page.js';
import { Fault, Notice } from '../design/states.js';
import { fieldsOf, useFirstFault } from './form.js';

export function SignUp() {
  const navigate = useNavigate();
  const account = useAccount();
  const signUp = useSignUp();
  const { form, focusFirstFault } = useFirstFault();
  const problem = signUp.error instanceof Problem ? signUp.error : undefined;
  if (account && signUp.isIdle) return <Navigate to="/apps" replace />;
  return (
    <Page title="Create your account" lead="One account for all your apps. The sandbox is yours at once, and free." narrow>
      <form
        ref={form}
        className="card stack"
        onSubmit={(event) => {
          const { email, name, password } = fieldsOf<'email' | 'name' | 'password'>(event);
          if (signUp.isPending) return;
          signUp.mutate(
            { email: email.trim(), name: name.trim(), password },
            {
              onSuccess: () => {
                announce('Your account is ready');
                void navigate('/apps/new', { replace: true });
              },
              onError: focusFirstFault,
            },
          );
        }}
      >
        {signUp.error instanceof NotSignedUp ? (
          <Notice tone="warn" alert title="You are not signed in yet">
            If this address has an account already, <Link to="/sign-in">sign in</Link> with its password.
          </Notice>
        ) : (
          <Fault error={signUp.error} />
        )}
        <Field label="Name" name="name" autoComplete="name" required maxLength={100} fault={problem?.of('name')} autoFocus />
        <Field label="E-mail" name="email" type="email" autoComplete="username" required maxLength={254} fault={problem?.of('email')} />
        <Field label="Password" name="password" type="password" autoComplete="new-password" required minLength={12} maxLength={200} hint="At least 12 characters. A few words that do not belong together are good." fault={problem?.of('password')} />
        <Button type="submit" tone="main" busy={signUp.isPending}>
          Create account
        </Button>
      </form>
      <p className="quiet">
        You have an account? <Link to="/sign-in">Sign in</Link>
      </p>
    </Page>
  );
}
