import type { RouteObject } from 'react-router';
import { Broken, Lost } from './layout/lost.js';
import { Shell } from './layout/shell.js';
import { SignedIn } from './layout/signed-in.js';

/** Every page of the portal, below /portal. Pages are files of their own that come when they are asked for. */
const pages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('./pages/landing.js')).Landing }) },
  { path: 'sign-up', lazy: async () => ({ Component: (await import('./pages/sign-up.js')).SignUp }) },
  { path: 'sign-in', lazy: async () => ({ Component: (await import('./pages/sign-in.js')).SignIn }) },
  {
    element: <SignedIn />,
    children: [
      { path: 'apps', lazy: async () => ({ Component: (await import('./apps/app-list.js')).AppList }) },
      { path: 'apps/new', lazy: async () => ({ Component: (await import('./apps/new-app.js')).NewApp }) },
      { path: 'apps/:appId', lazy: async () => ({ Component: (await import('./apps/app-page.js')).AppPage }) },
    ],
  },
  { element: <SignedIn as="operator" />, children: [{ path: 'requests', lazy: async () => ({ Component: (await import('./requests/requests-page.js')).RequestsPage }) }] },
  { path: 'apis', lazy: async () => ({ Component: (await import('./catalogue/catalogue.js')).Catalogue }) },
  { path: 'apis/:apiId', lazy: async () => ({ Component: (await import('./catalogue/api-page.js')).ApiPage }) },
  { path: 'client', lazy: async () => ({ Component: (await import('./client/client-page.js')).ClientPage }) },
  { path: 'guides', lazy: async () => ({ Component: (await import('./guides/guides.js')).Guides }) },
  { path: 'guides/:guideId', lazy: async () => ({ Component: (await import('./guides/guide-page.js')).GuidePage }) },
  { path: 'status', lazy: async () => ({ Component: (await import('./status/status.js')).Status }) },
  { path: '*', element: <Lost /> },
];

export const routes: RouteObject[] = [{ element: <Shell />, hydrateFallbackElement: <></>, children: [{ errorElement: <Broken />, children: pages }] }];
