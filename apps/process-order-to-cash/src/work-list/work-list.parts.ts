import { WorkListApi } from '#contracts';
import { provideApi } from '#edge';
import { ExceptionReplays } from './exception-replays.js';
import { ExceptionResolver } from './exception-resolver.js';
import { OrderActions } from './order.actions.js';
import { PausedWorkActions } from './paused-work.actions.js';
import { ExceptionCohortController, WorkListController } from './work-list.controller.js';
import { WorkListService } from './work-list.service.js';

/** The work list's door. It needs WorkList, RequestLog, PausedWork, PausedWorkWatch and an OrderDesk. */
export const workListControllers = [WorkListController, ExceptionCohortController];
export const workListProviders = [ExceptionReplays, ExceptionResolver, OrderActions, PausedWorkActions, ...provideApi(WorkListApi, WorkListService)];
