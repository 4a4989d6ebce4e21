import {
  ApartmentOutlined,
  AuditOutlined,
  BankOutlined,
  CalendarOutlined,
  BarChartOutlined,
  ContactsOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  FieldTimeOutlined,
  ExperimentOutlined,
  FileDoneOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  GatewayOutlined,
  HistoryOutlined,
  HomeOutlined,
  LockOutlined,
  MessageOutlined,
  NumberOutlined,
  OrderedListOutlined,
  PayCircleOutlined,
  PhoneOutlined,
  PlayCircleOutlined,
  RollbackOutlined,
  SendOutlined,
  ReadOutlined,
  SolutionOutlined,
  RocketOutlined,
  SoundOutlined,
  SafetyCertificateOutlined,
  TagOutlined,
  TagsOutlined,
  TeamOutlined,
  StopOutlined,
  UnorderedListOutlined,
  WalletOutlined,
} from '@ant-design/icons';
import type { Permission } from '@sibai/contracts';
import type { ReactNode } from 'react';

export const SECTIONS = [null, 'platform', 'offer', 'service', 'settings', 'account', 'rules'] as const;

interface PageEntry {
  readonly path: string;
  readonly permission: Permission;
  readonly icon: ReactNode;
  readonly section: (typeof SECTIONS)[number];
}

/** The pages of the menu, in its order. A role sees those it has the permission of. */
export const PAGES = {
  home: { path: '/', permission: 'session.own', icon: <HomeOutlined />, section: null },
  onboarding: { path: '/onboarding', permission: 'onboarding.view', icon: <RocketOutlined />, section: null },
  reviews: {
    path: '/operator/reviews',
    permission: 'verification.operate',
    icon: <AuditOutlined />,
    section: 'platform',
  },
  tenants: { path: '/operator/customers', permission: 'customer.view', icon: <BankOutlined />, section: 'platform' },
  orders: { path: '/operator/orders', permission: 'payment.operate', icon: <PayCircleOutlined />, section: 'platform' },
  customerLines: { path: '/operator/lines', permission: 'line.operate', icon: <PhoneOutlined />, section: 'platform' },
  vault: { path: '/operator/vault', permission: 'vault.operate', icon: <LockOutlined />, section: 'platform' },
  inventory: {
    path: '/operator/inventory',
    permission: 'number.operate',
    icon: <NumberOutlined />,
    section: 'offer',
  },
  tariffs: { path: '/operator/tariffs', permission: 'plan.operate', icon: <TagOutlined />, section: 'offer' },
  terms: { path: '/operator/terms', permission: 'contract.operate', icon: <FileProtectOutlined />, section: 'offer' },
  live: { path: '/live', permission: 'live.view', icon: <DashboardOutlined />, section: 'service' },
  intervals: { path: '/intervals', permission: 'live.view', icon: <BarChartOutlined />, section: 'service' },
  forecasts: { path: '/forecasts', permission: 'live.view', icon: <FieldTimeOutlined />, section: 'service' },
  whatIf: { path: '/what-if', permission: 'what_if.run', icon: <ExperimentOutlined />, section: 'service' },
  calls: { path: '/calls', permission: 'call.view', icon: <UnorderedListOutlined />, section: 'service' },
  recordings: { path: '/recordings', permission: 'recording.play', icon: <SoundOutlined />, section: 'service' },
  contacts: { path: '/contacts', permission: 'contact.view', icon: <ContactsOutlined />, section: 'service' },
  tickets: { path: '/tickets', permission: 'ticket.view', icon: <SolutionOutlined />, section: 'service' },
  callbacks: { path: '/callbacks', permission: 'callback.manage', icon: <RollbackOutlined />, section: 'service' },
  voicemails: { path: '/voicemails', permission: 'callback.manage', icon: <MessageOutlined />, section: 'service' },
  testCall: { path: '/test-call', permission: 'call.test', icon: <PlayCircleOutlined />, section: 'service' },
  flows: { path: '/flows', permission: 'flow.view', icon: <ApartmentOutlined />, section: 'settings' },
  scripts: { path: '/scripts', permission: 'script.view', icon: <ReadOutlined />, section: 'settings' },
  groups: { path: '/groups', permission: 'group.view', icon: <TagsOutlined />, section: 'settings' },
  calendar: { path: '/calendar', permission: 'group.view', icon: <CalendarOutlined />, section: 'settings' },
  priority: { path: '/priority', permission: 'vip.view', icon: <OrderedListOutlined />, section: 'settings' },
  blocks: { path: '/blocks', permission: 'block.view', icon: <PhoneOutlined rotate={135} />, section: 'settings' },
  agents: { path: '/agents', permission: 'user.view', icon: <CustomerServiceOutlined />, section: 'settings' },
  lines: { path: '/lines', permission: 'line.view', icon: <PhoneOutlined />, section: 'settings' },
  trunks: { path: '/trunks', permission: 'trunk.view', icon: <GatewayOutlined />, section: 'settings' },
  outbound: { path: '/outbound', permission: 'outbound.view', icon: <SendOutlined />, section: 'settings' },
  users: { path: '/users', permission: 'user.view', icon: <TeamOutlined />, section: 'account' },
  contracts: { path: '/contracts', permission: 'contract.view', icon: <FileDoneOutlined />, section: 'account' },
  billing: { path: '/billing', permission: 'payment.view', icon: <WalletOutlined />, section: 'account' },
  compliance: {
    path: '/compliance',
    permission: 'compliance.view',
    icon: <SafetyCertificateOutlined />,
    section: 'rules',
  },
  retention: {
    path: '/compliance/retention',
    permission: 'retention.view',
    icon: <HistoryOutlined />,
    section: 'rules',
  },
  words: { path: '/compliance/words', permission: 'words.view', icon: <StopOutlined />, section: 'rules' },
  audit: { path: '/account/audit', permission: 'audit.view', icon: <FileSearchOutlined />, section: 'rules' },
} as const satisfies Record<string, PageEntry>;

export type PageName = keyof typeof PAGES;
export const PAGE_NAMES = Object.keys(PAGES) as PageName[];
