import { Module, type DynamicModule } from '@nestjs/common';
import { CapabilitiesApi, CustomerDeskApi, DisputesApi, OrderDeskApi, OrderToCashApi, PaymentsApi, QuotesApi, ReconciliationApi, SwitchesApi, WorkListApi } from '#contracts';
import { DurableModule } from '#durable';
import { provideApi, type StrataConfig } from '#edge';
import { Backlog, CrmNotes, DisputeList, DocumentInbox, MasterData, OrderProjection, PaymentRequests, Payments, Reconciliations, RequestLog, Reservations, StarFacts, SwitchBoard, WorkList } from '#read-models';
import { StoreModule } from '#store';
import { CapabilitiesController } from './capabilities/capabilities.controller.js';
import { CapabilitiesService } from './capabilities/capabilities.service.js';
import { CrmNotesObject } from './crm/crm-notes.object.js';
import { CustomerDeskController } from './customer-desk/customer-desk.controller.js';
import { CustomerDeskService } from './customer-desk/customer-desk.service.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { DisputesService } from './disputes/disputes.service.js';
import { DispatchObject } from './dispatch/dispatch.object.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { DocumentFeed } from './feeds/document-feed.js';
import { FeedStarter } from './feeds/feed-starter.js';
import { FlowStarter } from './flow-starter.js';
import { LaneObject, OrderObject } from './order/order.object.js';
import { StepRunner } from './order/steps/step-runner.js';
import { AdoptionController } from './order-desk/adoption.controller.js';
import { LineDecimals } from './order-desk/line-decimals.js';
import { OrderAdoption } from './order-desk/order-adoption.js';
import { OrderCommands } from './order-desk/order-commands.js';
import { OrderDeskController } from './order-desk/order-desk.controller.js';
import { OrderDeskService } from './order-desk/order-desk.service.js';
import { ProofOfDeliveryController } from './order-desk/proof-of-delivery.controller.js';
import { OrderToCashController } from './order-to-cash.controller.js';
import { AllocationRequests } from './payments/allocation.requests.js';
import { PaymentBook } from './payments/payment.book.js';
import { PaymentDoor } from './payments/payment.door.js';
import { PaymentWatch } from './payments/payment.watch.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PaymentsService } from './payments/payments.service.js';
import { OrderDoor } from './placement/order-door.js';
import { OrderPlacements } from './placement/order-placements.js';
import { OrderToCashService } from './placement/order-to-cash.service.js';
import { PlacementSweeper } from './placement/placement-sweeper.js';
import { AccountData } from './privacy/account-data.js';
import { PersonalData } from './privacy/personal-data.js';
import { PrivacyController } from './privacy/privacy.controller.js';
import { PrivacyService } from './privacy/privacy.service.js';
import { ProcessSettings } from './process.settings.js';
import { QuoteConversions } from './quotes/quote-conversions.js';
import { QuotesController } from './quotes/quotes.controller.js';
import { QuotesService } from './quotes/quotes.service.js';
import { Reconciler } from './reconciliation/reconciler.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationObject } from './reconciliation/reconciliation.object.js';
import { ReconciliationService } from './reconciliation/reconciliation.service.js';
import { OrderReservations } from './reservations/order-reservations.js';
import { MasterDataFeed } from './star/master-data-feed.js';
import { StarFeed } from './star/star-feed.js';
import { SwitchesController } from './switches/switches.controller.js';
import { Switches } from './switches/switches.js';
import { SwitchesService } from './switches/switches.service.js';
import { DurableOrders } from './work-list/durable-orders.js';
import { OrderDesk } from './work-list/order-desk.js';
import { PausedWorkWatch } from './work-list/paused-work.watch.js';
import { workListControllers, workListProviders } from './work-list/work-list.parts.js';

/** Process API: order to cash, durably. Exports OrderToCashApi and WorkListApi. `apis` are the modules that answer ErpApi and CrmApi. */
@Module({})
export class ProcessOrderToCashModule {
  static register(config: StrataConfig, apis: NonNullable<DynamicModule['imports']>): DynamicModule {
    const settings = new ProcessSettings(config);
    const durable = DurableModule.register({
      settings: settings.restate,
      imports: [...apis, StoreModule.writer({ url: settings.databaseUrl, ownerUrl: settings.databaseOwnerUrl, connections: settings.connections })],
      providers: [{ provide: ProcessSettings, useValue: settings }, OrderProjection, SwitchBoard, Switches, Reservations, OrderReservations, Backlog, Dispatcher, CrmNotes, DocumentInbox, MasterData, RequestLog, WorkList, StepRunner, Reconciliations, Reconciler, Payments, PaymentRequests, PaymentBook, PaymentDoor, AllocationRequests, StarFacts],
      objects: [OrderObject, LaneObject, DocumentFeed, CrmNotesObject, DispatchObject, PausedWorkWatch, PlacementSweeper, ReconciliationObject, PaymentWatch, StarFeed, MasterDataFeed],
      exports: [ProcessSettings, DocumentInbox, OrderProjection, SwitchBoard, Switches, MasterData, RequestLog, WorkList, PausedWorkWatch, Reconciliations, Payments, PaymentBook, PaymentDoor, AllocationRequests],
    });
    return {
      module: ProcessOrderToCashModule,
      imports: [durable, ...apis],
      controllers: [OrderToCashController, OrderDeskController, ProofOfDeliveryController, AdoptionController, DisputesController, QuotesController, PaymentsController, ...workListControllers, SwitchesController, CustomerDeskController, ReconciliationController, CapabilitiesController, PrivacyController],
      providers: [
        OrderDoor,
        PersonalData,
        AccountData,
        PrivacyService,
        FlowStarter,
        FeedStarter,
        OrderAdoption,
        LineDecimals,
        OrderCommands,
        DisputeList,
        OrderPlacements,
        QuoteConversions,
        ...workListProviders,
        { provide: OrderDesk, useClass: DurableOrders },
        ...provideApi(OrderToCashApi, OrderToCashService),
        ...provideApi(OrderDeskApi, OrderDeskService),
        ...provideApi(CapabilitiesApi, CapabilitiesService),
        ...provideApi(DisputesApi, DisputesService),
        ...provideApi(QuotesApi, QuotesService),
        ...provideApi(PaymentsApi, PaymentsService),
        ...provideApi(SwitchesApi, SwitchesService),
        ...provideApi(CustomerDeskApi, CustomerDeskService),
        ...provideApi(ReconciliationApi, ReconciliationService),
      ],
      exports: [OrderToCashApi, OrderDeskApi, DisputesApi, QuotesApi, PaymentsApi, WorkListApi, SwitchesApi, CustomerDeskApi, ReconciliationApi, CapabilitiesApi],
    };
  }
}
