import { PAGE_SCRIPT } from './page.script.js';
import { PAGE_STYLE } from './page.style.js';

/** The sandbox's page: one document without outside resources. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Strata sandbox</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
  <h1>Strata sandbox <small>a pretend ERP and CRM</small></h1>
  <div class="figures" id="figures"></div>
  <a class="jump" href="#switches">Switches</a>
  <span class="live" id="live" role="status">connecting</span>
</header>
<div class="alarm" id="alarm" role="alert" hidden></div>
<main>
  <section class="card">
    <nav role="tablist" aria-label="Books">
      <button role="tab" data-tab="orders">Orders</button>
      <button role="tab" data-tab="deliveries">Deliveries</button>
      <button role="tab" data-tab="invoices">Invoices</button>
      <button role="tab" data-tab="payments">Payments</button>
      <button role="tab" data-tab="items">Stock</button>
      <button role="tab" data-tab="customers">Customers</button>
      <button role="tab" data-tab="crm">CRM</button>
      <input id="find" type="search" aria-label="Find" placeholder="Order, customer or reference">
    </nav>
    <div class="scroll" id="books"></div>
    <button class="more" id="more" hidden>Show more</button>
  </section>
  <aside id="switches">
    <section class="card" aria-labelledby="h-run">
      <h2 id="h-run">The ERP's own runs</h2>
      <div class="acts"><button class="main" data-post="bill">Bill now</button><button class="main" data-post="pay">Pay now</button></div>
      <div class="switch"><span>Bills by itself</span><button data-auto="autoBill"></button></div>
      <div class="switch"><span>Is paid by itself</span><button data-auto="autoPay"></button></div>
    </section>
    <section class="card" aria-labelledby="h-fail">
      <h2 id="h-fail">Failures</h2>
      <div class="segment" role="group" aria-label="System"><button data-system="erp">ERP</button><button data-system="crm">CRM</button></div>
      <div class="switch"><span>Down</span><button data-fault="down"></button></div>
      <div class="switch"><label for="slow">Slow</label>
        <select id="slow"><option value="0">off</option><option value="500">0.5 s</option><option value="2000">2 s</option><option value="5000">5 s</option><option value="15000">15 s</option><option value="60000">60 s</option></select></div>
      <div class="switch"><span>Answer lost <span class="soft">after the write</span></span><span class="acts"><button data-next="loseAnswer">next</button><button data-half="loseAnswer">half</button></span></div>
      <div class="switch"><span>Late commit <span class="soft">(3 s)</span></span><span class="acts"><button data-next="lateCommit">next</button><button data-half="lateCommit">half</button></span></div>
      <div id="rules"></div>
      <div class="acts" style="margin-top:8px"><button id="repair">Repair everything</button><button id="reset">Reset all data</button></div>
    </section>
    <section class="card" aria-labelledby="h-said">
      <h2 id="h-said">Last call</h2>
      <p class="said" id="said">What you switch here, tests can switch over HTTP: the call appears here.</p>
    </section>
  </aside>
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>`;
