import 'reflect-metadata';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { Module, type DynamicModule } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { documentODataErrors, ExperienceBiModule } from '#apps/experience-bi';
import { ExperienceMobileModule } from '#apps/experience-mobile';
import { ExperienceWebModule } from '#apps/experience-web';
import { documentPortal, PortalModule } from '#apps/portal';
import { ProcessOrderToCashModule } from '#apps/process-order-to-cash';
import { SystemCrmModule } from '#apps/system-crm';
import { SystemErpModule } from '#apps/system-erp';
import { StrataError } from '#canonical';
import { CrmApi, ErpApi, OrderDeskApi, OrderToCashApi } from '#contracts';
import { databaseAway, documentDoor, documentForms, documentLimits, documentProblems, documentRights, EdgeModule, httpAdapter, loadConfig, remoteApis, runMain, StrataConfig } from '#edge';
import { changelogText, versionFaults } from './changelog/changelog.js';
import { publishedApis, type PublishedApi } from './openapi.apis.js';
import { routesOf } from './openapi.routes.js';

/** Writes the OpenAPI documents and the routes of the HTTP clients; `--check` says instead which are stale. Fails where a version does not say what has changed. No database is needed. */
const check = process.argv.includes('--check');
let stale = 0;
/** Who calls the APIs of a layer. */
const audiences = { experience: 'pages and partners', process: 'our own layers', system: 'our own layers', portal: 'the pages of the portal' } as const;

function write(file: string, text: string): void {
  if (!check) {
    writeFileSync(file, text);
    return;
  }
  let committed = '';
  try {
    committed = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (committed === text) return;
  console.error(`${file} is stale: run npm run openapi and commit it`);
  stale += 1;
}

/** Behind a system API is its system alone. */
const systemAway = new StrataError('unavailable', 'the system cannot be reached', { systemId: 'sandbox', retryAfterMs: 1_000 });

/** @param away what 503 says of an operation that does not say more */
const behindTheDoor = (away = databaseAway()) => (document: OpenAPIObject) => documentDoor(documentProblems(document, away));

@Module({})
class Documented {}
/** Nothing is made of it, so that nothing has to be configured: who may come in stands at the handlers. */
const edge = EdgeModule.register(new StrataConfig());

async function documentOf(module: DynamicModule, { id: _, title, description, version, ...said }: PublishedApi, withDoor: (document: OpenAPIObject) => OpenAPIObject): Promise<OpenAPIObject> {
  const app = await NestFactory.create({ module: Documented, imports: [edge, module] }, httpAdapter(), { logger: ['error'], preview: true, abortOnError: false });
  documentRights(app);
  documentLimits();
  const shape = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle(title).setDescription(description).setVersion(version);
  for (const [name, value] of Object.entries(said)) shape.addExtension(`x-strata-${name}`, value, 'info');
  const document = SwaggerModule.createDocument(app, shape.build(), { operationIdFactory: (_controller, method) => method });
  await app.close();
  return withDoor(document);
}

runMain(async () => {
  const nowhere = 'http://127.0.0.1';
  const addresses = ['RESTATE_INGRESS_URL', 'RESTATE_ADMIN_URL', 'STRATA_SANDBOX_URL', 'STRATA_ERP_API_URL', 'STRATA_CRM_API_URL', 'STRATA_ORDER_TO_CASH_API_URL'];
  const environment = { DATABASE_URL: 'postgresql://documented', ...Object.fromEntries(addresses.map((name) => [name, nowhere])) };
  const config = loadConfig('strata.config.yaml', environment);
  const apis = remoteApis(config, [ErpApi, CrmApi, OrderToCashApi, OrderDeskApi]);
  const erp = await documentOf(SystemErpModule.register(config), publishedApis.erp, behindTheDoor(systemAway));
  const crm = await documentOf(SystemCrmModule.register(config), publishedApis.crm, behindTheDoor(systemAway));
  const orders = await documentOf(ProcessOrderToCashModule.register(config, [apis]), publishedApis.orders, behindTheDoor());
  const web = await documentOf(ExperienceWebModule.register(config, [apis]), publishedApis.web, behindTheDoor());
  const mobile = await documentOf(ExperienceMobileModule.register(config, [apis]), publishedApis.mobile, behindTheDoor());
  const bi = documentODataErrors(await documentOf(ExperienceBiModule.register(config), publishedApis.bi, behindTheDoor()));
  const withIssuer = loadConfig('strata.config.yaml', { ...environment, STRATA_ISSUER: `${nowhere}/oidc`, STRATA_MASTER_KEY: Buffer.alloc(32).toString('base64') });
  const portal = await documentOf(PortalModule.register(withIssuer), publishedApis.portal, documentPortal);
  mkdirSync('openapi', { recursive: true });
  for (const [name, document] of Object.entries({ erp, crm, orders, web, mobile, bi, portal })) {
    const { id, layer } = publishedApis[name as keyof typeof publishedApis];
    documentForms(document, audiences[layer]);
    write(`openapi/${id}.json`, `${JSON.stringify(document, null, 2)}\n`);
  }
  write('libs/contracts/src/routes.generated.ts', routesOf({ crmRoutes: crm, erpRoutes: erp, orderToCashRoutes: orders }));
  write('openapi/changelog.json', changelogText('openapi'));
  const faults = versionFaults('openapi');
  for (const fault of faults) console.error(fault);
  process.exitCode = stale + faults.length > 0 ? 1 : 0;
});
