import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { OrderPage } from './order-page.js';
import './page.css';

const root = document.querySelector('#root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <OrderPage />
  </StrictMode>,
);
