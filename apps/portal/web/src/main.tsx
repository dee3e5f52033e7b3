import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { newQueries } from './api/queries.js';
import { routes } from './routes.js';
import './design/tokens.css';
import './design/base.css';
import './design/layout.css';
import './design/controls.css';
import './design/surfaces.css';
import './design/overlays.css';

const root = document.querySelector('#root');
if (!root) throw new Error('the page has no #root');
const queries = newQueries();
const router = createBrowserRouter(routes, { basename: '/portal' });

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
