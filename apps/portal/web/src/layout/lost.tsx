import { CircleAlert, Compass } from 'lucide-react';
import { useRouteError } from 'react-router';
import { Button, ButtonLink } from '../design/button.js';
import { Page } from '../design/page.js';
import { Nothing } from '../design/states.js';

export function Lost() {
  return (
    <Page title="No such page">
      <Nothing icon={<Compass size={32} aria-hidden />} title="Nothing is here" action={<ButtonLink to="/">Go to the start</ButtonLink>}>
        The address may be mistyped, or the page has moved.
      </Nothing>
    </Page>
  );
}

/** A page that broke, or whose files are gone since the portal was built anew: loading it again brings the new ones. */
export function Broken() {
  const error = useRouteError();
  console.error(error);
  return (
    <Page title="This page broke">
      <Nothing icon={<CircleAlert size={32} aria-hidden />} title="Something went wrong here" action={<Button onClick={() => window.location.reload()}>Load again</Button>}>
        It may help to load the page again: the portal may have been renewed since you came.
      </Nothing>
    </Page>
  );
}
