import { Loading } from '@sibai/ui';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { Frame, type RouteHandle } from './frame/frame';
import type { PageName } from './frame/pages';
import { Missing, NotOpened } from './frame/refusals';
import { Start } from './home/start';

const handle = (page: PageName | 'public'): RouteHandle => ({ page });

/** Pages for everybody, signed in or not. */
const publicPages: RouteObject[] = [
  {
    path: 'numbers',
    lazy: async () => ({ Component: (await import('./number/numbers-page')).NumbersPage }),
  },
  {
    path: 'pricing',
    lazy: async () => ({ Component: (await import('./plan/pricing-page')).PricingPage }),
  },
  {
    path: 'verify-contract',
    lazy: async () => ({ Component: (await import('./contract/verify-page')).VerifyPage }),
  },
  {
    path: 'my-data',
    lazy: async () => ({ Component: (await import('./retention/my-data-page')).MyDataPage }),
  },
  { path: 'sign-up', lazy: async () => ({ Component: (await import('./account/sign-up-page')).SignUpPage }) },
  { path: 'forgot', lazy: async () => ({ Component: (await import('./account/forgot-page')).ForgotPage }) },
  { path: 'invite/:token', lazy: async () => ({ Component: (await import('./account/invite-page')).InvitePage }) },
  { path: 'outbox', lazy: async () => ({ Component: (await import('./account/outbox-page')).OutboxPage }) },
];

/** The steps of the way to a line, within the wizard's frame. */
const wizard: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({ Component: (await import('./onboarding/overview-page')).OverviewPage }),
  },
  { path: 'number', lazy: async () => ({ Component: (await import('./number/number-page')).NumberPage }) },
  { path: 'plan', lazy: async () => ({ Component: (await import('./plan/plan-page')).PlanPage }) },
  { path: 'payment', lazy: async () => ({ Component: (await import('./payment/payment-page')).PaymentPage }) },
  { path: 'line', lazy: async () => ({ Component: (await import('./line/wizard-page')).LineWizardPage }) },
  { path: 'contract', lazy: async () => ({ Component: (await import('./contract/contract-page')).ContractPage }) },
  {
    path: 'verification',
    lazy: async () => ({ Component: (await import('./verification/verification-page')).VerificationPage }),
  },
];

const pages: RouteObject[] = [
  { index: true, handle: handle('home'), Component: Start },
  { path: 'sign-in', Component: () => <Navigate to="/" replace /> },
  {
    path: 'account/audit',
    handle: handle('audit'),
    lazy: async () => ({ Component: (await import('./account/audit-page')).AuditLogPage }),
  },
  {
    path: 'compliance',
    handle: handle('compliance'),
    lazy: async () => ({ Component: (await import('./compliance/compliance-page')).CompliancePage }),
  },
  {
    path: 'compliance/recording',
    handle: handle('compliance'),
    lazy: async () => ({ Component: (await import('./recording/rules-page')).RecordingRulesPage }),
  },
  {
    path: 'compliance/access',
    handle: handle('compliance'),
    lazy: async () => ({ Component: (await import('./compliance/access-page')).AccessPage }),
  },
  { path: 'account', lazy: async () => ({ Component: (await import('./account/account-page')).AccountPage }) },
  {
    path: 'onboarding',
    lazy: async () => ({ Component: (await import('./onboarding/journey-frame')).JourneyFrame }),
    children: wizard.map((step) => ({ ...step, handle: handle('onboarding') })),
  },
  {
    path: 'live',
    handle: handle('live'),
    lazy: async () => ({ Component: (await import('./analytics/live-page')).LivePage }),
  },
  {
    path: 'intervals',
    handle: handle('intervals'),
    lazy: async () => ({ Component: (await import('./analytics/intervals-page')).IntervalsPage }),
  },
  {
    path: 'calls',
    handle: handle('calls'),
    lazy: async () => ({ Component: (await import('./cdr/calls-page')).CallsPage }),
  },
  {
    path: 'calls/:id',
    handle: handle('calls'),
    lazy: async () => ({ Component: (await import('./cdr/call-page')).CallPage }),
  },
  {
    path: 'blocks',
    handle: handle('blocks'),
    lazy: async () => ({ Component: (await import('./outbound/blocks-page')).BlocksPage }),
  },
  {
    path: 'contacts',
    handle: handle('contacts'),
    lazy: async () => ({ Component: (await import('./contact/contacts-page')).ContactsPage }),
  },
  {
    path: 'contacts/:id',
    handle: handle('contacts'),
    lazy: async () => ({ Component: (await import('./contact/contact-page')).ContactPage }),
  },
  {
    path: 'tickets',
    handle: handle('tickets'),
    lazy: async () => ({ Component: (await import('./contact/tickets-page')).TicketsPage }),
  },
  {
    path: 'tickets/:id',
    handle: handle('tickets'),
    lazy: async () => ({ Component: (await import('./contact/ticket-page')).TicketPage }),
  },
  {
    path: 'scripts',
    handle: handle('scripts'),
    lazy: async () => ({ Component: (await import('./script/scripts-page')).ScriptsPage }),
  },
  {
    path: 'recordings',
    handle: handle('recordings'),
    lazy: async () => ({ Component: (await import('./recording/recordings-page')).RecordingsPage }),
  },
  {
    path: 'callbacks',
    handle: handle('callbacks'),
    lazy: async () => ({ Component: (await import('./outbound/callbacks-page')).CallbacksPage }),
  },
  {
    path: 'voicemails',
    handle: handle('voicemails'),
    lazy: async () => ({ Component: (await import('./outbound/voicemails-page')).VoicemailsPage }),
  },
  {
    path: 'outbound',
    handle: handle('outbound'),
    lazy: async () => ({ Component: (await import('./outbound/outbound-page')).OutboundPage }),
  },
  {
    path: 'test-call',
    handle: handle('testCall'),
    lazy: async () => ({ Component: (await import('./test-call/test-call-page')).TestCallPage }),
  },
  {
    path: 'flows',
    handle: handle('flows'),
    lazy: async () => ({ Component: (await import('./ivr/flows-page')).FlowsPage }),
  },
  {
    path: 'flows/:id',
    handle: handle('flows'),
    lazy: async () => ({ Component: (await import('./ivr/flow-page')).FlowPage }),
  },
  {
    path: 'what-if',
    handle: handle('whatIf'),
    lazy: async () => ({ Component: (await import('./what-if/what-if-page')).WhatIfPage }),
  },
  {
    path: 'groups',
    handle: handle('groups'),
    lazy: async () => ({ Component: (await import('./acd/groups-page')).GroupsPage }),
  },
  {
    path: 'calendar',
    handle: handle('calendar'),
    lazy: async () => ({ Component: (await import('./acd/calendar-page')).CalendarPage }),
  },
  {
    path: 'priority',
    handle: handle('priority'),
    lazy: async () => ({ Component: (await import('./acd/priority-page')).PriorityPage }),
  },
  {
    path: 'forecasts',
    handle: handle('forecasts'),
    lazy: async () => ({ Component: (await import('./acd/forecasts-page')).ForecastsPage }),
  },
  ...['groups/new', 'groups/:id'].map((path) => ({
    path,
    handle: handle('groups'),
    lazy: async () => ({ Component: (await import('./acd/group-page')).GroupPage }),
  })),
  {
    path: 'agents',
    handle: handle('agents'),
    lazy: async () => ({ Component: (await import('./acd/agents-page')).AgentsPage }),
  },
  {
    path: 'users',
    handle: handle('users'),
    lazy: async () => ({ Component: (await import('./account/users-page')).UsersPage }),
  },
  {
    path: 'lines',
    handle: handle('lines'),
    lazy: async () => ({ Component: (await import('./trunk/lines-page')).LinesPage }),
  },
  {
    path: 'lines/:id',
    handle: handle('lines'),
    lazy: async () => ({ Component: (await import('./line/line-page')).LinePage }),
  },
  {
    path: 'operator/vault',
    handle: handle('vault'),
    lazy: async () => ({ Component: (await import('./vault/vault-page')).VaultPage }),
  },
  {
    path: 'operator/lines',
    handle: handle('customerLines'),
    lazy: async () => ({ Component: (await import('./line/customer-lines-page')).CustomerLinesPage }),
  },
  {
    path: 'compliance/words',
    handle: handle('words'),
    lazy: async () => ({ Component: (await import('./words/words-page')).WordsPage }),
  },
  {
    path: 'trunks',
    handle: handle('trunks'),
    lazy: async () => ({ Component: (await import('./trunk/trunks-page')).TrunksPage }),
  },
  {
    path: 'compliance/retention',
    handle: handle('retention'),
    lazy: async () => ({ Component: (await import('./retention/retention-page')).RetentionPage }),
  },
  {
    path: 'contracts',
    handle: handle('contracts'),
    lazy: async () => ({ Component: (await import('./contract/contracts-page')).ContractsPage }),
  },
  {
    path: 'operator/terms',
    handle: handle('terms'),
    lazy: async () => ({ Component: (await import('./contract/terms-page')).TermsPage }),
  },
  {
    path: 'operator/inventory',
    handle: handle('inventory'),
    lazy: async () => ({ Component: (await import('./inventory/inventory-page')).InventoryPage }),
  },
  {
    path: 'billing',
    handle: handle('billing'),
    lazy: async () => ({ Component: (await import('./payment/billing-page')).BillingPage }),
  },
  {
    path: 'billing/bills/:id',
    handle: handle('billing'),
    lazy: async () => ({ Component: (await import('./payment/bill-page')).BillPage }),
  },
  {
    path: 'billing/usage/:id',
    handle: handle('billing'),
    lazy: async () => ({ Component: (await import('./payment/usage-page')).UsagePage }),
  },
  {
    path: 'billing/orders/:id',
    handle: handle('billing'),
    lazy: async () => ({ Component: (await import('./payment/order-page')).OrderPage }),
  },
  {
    path: 'operator/orders',
    handle: handle('orders'),
    lazy: async () => ({ Component: (await import('./payment-desk/desk-page')).DeskPage }),
  },
  {
    path: 'operator/tariffs',
    handle: handle('tariffs'),
    lazy: async () => ({ Component: (await import('./plan/tariffs-page')).TariffsPage }),
  },
  {
    path: 'operator/reviews',
    handle: handle('reviews'),
    lazy: async () => ({ Component: (await import('./review/reviews-page')).ReviewsPage }),
  },
  {
    path: 'operator/reviews/:id',
    handle: handle('reviews'),
    lazy: async () => ({ Component: (await import('./review/review-page')).ReviewPage }),
  },
  {
    path: 'operator/customers',
    handle: handle('tenants'),
    lazy: async () => ({ Component: (await import('./account/customers-page')).CustomersPage }),
  },
  {
    path: 'operator/customers/:id',
    handle: handle('tenants'),
    lazy: async () => ({ Component: (await import('./account/customer-page')).CustomerDetailPage }),
  },
  ...publicPages.map((page) => ({ ...page, handle: handle('public') })),
  { path: '*', Component: Missing },
];

export const router = createBrowserRouter([
  {
    path: '/',
    Component: Frame,
    ErrorBoundary: NotOpened,
    HydrateFallback: Loading,
    children: [{ ErrorBoundary: NotOpened, children: pages }],
  },
]);
