import { createRoot } from 'react-dom/client';
import { ReferencePage } from './reference-page.js';
import './reference.css';

const root = document.querySelector('#root');
if (!root) throw new Error('the page has no #root');
const apiId = /^\/portal\/apis\/([^/]+)\/reference/.exec(window.location.pathname)?.[1] ?? '';

createRoot(root).render(<ReferencePage apiId={decodeURIComponent(apiId)} />);
