import type { TenantId } from '@sibai/kernel';

import { TENANT_TABLES as SPINE } from '../migrations/1763790000000-spine.js';
import { ACCOUNT_TENANT_TABLES as ACCOUNT_TABLES } from '../migrations/1763800000001-account.js';
import { VERIFICATION_TABLES } from '../migrations/1763800000002-verification.js';
import { QUALITY_TABLES } from '../migrations/1763820000007-call-quality.js';
import { SUPERVISOR_TABLES } from '../migrations/1763820000002-supervisor.js';
import { HEARING_TABLES } from '../migrations/1763810000002-hearing.js';
import { OUTBOUND_TABLES } from '../migrations/1763820000003-outbound.js';
import { SUPERVISION_TABLES } from '../migrations/1763830000001-seats-and-supervisions.js';
import { BLOCK_TABLES } from '../migrations/1763830000009-blocks.js';
import { CONTACT_TABLES } from '../migrations/1763820000008-contacts.js';
import { PAYMENT_TABLES } from '../migrations/1763800000006-payment.js';
import { UPLOAD_TABLES } from '../migrations/1763820000011-vault-uploads.js';
import { RECORDING_RULE_TABLES } from '../migrations/1763820000012-recording-rules.js';
import { RETENTION_TABLES } from '../migrations/1763810000003-retention.js';
import { COMPLIANCE_TABLES } from '../migrations/1763810000005-compliance.js';
import { WORD_TABLES } from '../migrations/1763810000004-words.js';
import { FLOOR_TABLES } from '../migrations/1763820000005-floor-settings.js';
import { VAULT_TABLES } from '../migrations/1763810000001-vault.js';

/** Tables behind the wall: every one has `tenant_id`. A new one has its line here and its row in `rowsOf`. */
export const TENANT_TABLES = [
  ...SPINE,
  ...['onboarding_event', 'sealed_file', 'plan_choice'],
  ...[...ACCOUNT_TABLES, 'message'],
  ...VERIFICATION_TABLES,
  ...['number_hold', 'number_wait', 'number_import', 'number_import_line'],
  ...['contract', 'signature_evidence'],
  ...PAYMENT_TABLES,
  ...['line_change', 'line_check'],
  ...COMPLIANCE_TABLES,
  ...HEARING_TABLES,
  ...CONTACT_TABLES,
  ...SUPERVISOR_TABLES,
  ...QUALITY_TABLES,
  ...VAULT_TABLES,
  ...UPLOAD_TABLES,
  ...RETENTION_TABLES,
  ...RECORDING_RULE_TABLES,
  ...WORD_TABLES,
  ...OUTBOUND_TABLES,
  ...BLOCK_TABLES,
  ...SUPERVISION_TABLES,
  ...FLOOR_TABLES,
];

/** Tables without a tenant, which every tenant may read: stock, tariffs, terms. */
export const OPEN_TABLES: readonly string[] = [
  'one_time_code',
  'rate_limit',
  'chain_check',
  'key_rotation',
  'signing_certificate',
  'tariff',
  'terms',
  'verification_setting',
];

/** Tables that every tenant may read, with a wall around what it may write. */
export const SHOWN_TABLES: readonly string[] = ['carrier_prefix', 'number', 'number_tier'];

/** Functions that look over the wall (SECURITY DEFINER). */
export const DEFINERS = [
  ...['call_event_partition', 'find_line', 'find_login', 'find_session', 'tenant_ids', 'tenant_list'],
  ...['is_platform'],
  ...['first_waiting', 'waiting_ahead'],
  'verifications_due',
  ...['append_evidence', 'evidence_chain', 'find_signed_contract', 'unproven_contracts'],
  ...['find_pay_order', 'platform_tenant', 'pay_orders_waiting', 'billed_tenants'],
  ...['find_transfer', 'line_trunk', 'line_trunk_owner', 'open_line_changes', 'platform_trunk', 'trunk_media'],
  'trunk_address_taken',
  ...['create_tenant', 'find_invitation', 'outbox', 'purge_messages'],
  'audit_chain',
  ...['find_api_token', 'first_recording_notice'],
  ...['append_recording_chain', 'chain_destroyed_recording'],
  ...['find_subject_request', 'hotline_holder'],
];

/** One row in every table, for a tenant. */
export const rowsOf = (tenant: TenantId, user: string, thing: string, number: string): string => `
  INSERT INTO tenant VALUES ('${tenant}', 'a tenant', 'enterprise');
  INSERT INTO app_user (id, tenant_id, email, name, role, password_hash) VALUES ('${user}', '${tenant}', '${tenant}' || '@x.cn', 'u', 'agent', 'h');
  INSERT INTO session (id, tenant_id, user_id, token_hash, expires_at) VALUES (gen_random_uuid(), '${tenant}', '${user}', decode(md5('${tenant}'), 'hex'), now() + '1 h');
  INSERT INTO trunk (id, tenant_id, name, match, username) VALUES ('${thing}', '${tenant}', 't', 'address', '${tenant}');
  INSERT INTO flow (id, tenant_id, name) VALUES ('${thing}', '${tenant}', 'f');
  INSERT INTO flow_version (id, tenant_id, flow_id, version, definition) VALUES (gen_random_uuid(), '${tenant}', '${thing}', 1, '{}');
  INSERT INTO prompt (id, tenant_id, name, file, seconds) VALUES ('${thing}', '${tenant}', 'p', 'f', 1);
  INSERT INTO line (id, tenant_id, number, name, trunk_id, flow_id, concurrency) VALUES ('${thing}', '${tenant}', '${number}', 'l', '${thing}', '${thing}', 1);
  INSERT INTO skill_group (id, tenant_id, name) VALUES ('${thing}', '${tenant}', 'g');
  INSERT INTO agent_skill (agent_id, group_id, tenant_id, proficiency) VALUES ('${user}', '${thing}', '${tenant}', 5);
  INSERT INTO agent_presence (agent_id, tenant_id, presence, since) VALUES ('${user}', '${tenant}', 'ready', now());
  INSERT INTO presence_log (tenant_id, agent_id, presence, since) VALUES ('${tenant}', '${user}', 'ready', now());
  INSERT INTO calendar_day VALUES ('${tenant}', '2026-11-22', 'holiday', 'n');
  INSERT INTO contact VALUES ('${thing}', '${tenant}', 'c', NULL, NULL, '{}', 1, now(), now(), '${user}');
  INSERT INTO contact_number VALUES ('${tenant}', '13800000000', '${thing}');
  INSERT INTO ticket (id, tenant_id, no, title, state, priority, created_at, created_by, updated_at) VALUES ('${thing}', '${tenant}', 1, 't', 'open', 'normal', now(), '${user}', now());
  INSERT INTO ticket_entry VALUES ('${thing}', '${tenant}', '${thing}', now(), '${user}', 'u', NULL, '{}');
  INSERT INTO script VALUES ('${thing}', '${tenant}', '${thing}', 1, '[]', now(), '${user}');
  INSERT INTO script_use VALUES ('${thing}', '${user}', '${tenant}', '${thing}', '{}', now());
  INSERT INTO disposition VALUES ('${tenant}', 'd', 'd', 1, true);
  INSERT INTO vip_caller (id, tenant_id, number, priority) VALUES ('${thing}', '${tenant}', '13800000000', 1);
  INSERT INTO wait_forecast VALUES ('${thing}', '${tenant}', '${thing}', '${thing}', now(), 'queued', 1, 1, 0, 2);
  INSERT INTO acd_setting VALUES ('${tenant}', '{}');
  INSERT INTO live_call (call_id, tenant_id, channel, state, started_at, updated_at) VALUES ('${thing}', '${tenant}', 'c', '{}', now(), now());
  INSERT INTO call_event (tenant_id, call_id, at, type, data) VALUES ('${tenant}', '${thing}', now(), 't', '{}');
  INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at) VALUES ('${thing}', '${tenant}', '1', '2', now());
  INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, trace) VALUES ('${thing}', '${tenant}', '${thing}', '${user}', '${thing}', 'offered', now(), '{}');
  INSERT INTO call_quality VALUES ('${thing}', now(), '${tenant}', '${thing}', '${user}', 1, 1, 0, 4);
  INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at) VALUES ('${thing}', '${tenant}', '${thing}', '${thing}', 'recording', now());
  INSERT INTO recording_upload VALUES ('${thing}', '${tenant}', 1, now(), now());
  INSERT INTO recording_chain VALUES ('${tenant}', 1, 'sealed', '${thing}', '${thing}', 's', 1, now(), now(), NULL, 'p', 'e');
  INSERT INTO vault_check VALUES (gen_random_uuid(), '${tenant}', now(), 1, 1, 'h', true, 1, 1, 0, '[]');
  INSERT INTO vault_alarm VALUES (gen_random_uuid(), '${tenant}', 'cut', 's', now(), now());
  INSERT INTO floor_setting VALUES ('${tenant}', '{}', '${user}', now());
  INSERT INTO floor_alarm (id, tenant_id, kind, subject, name, value, advice, opened_at) VALUES ('${thing}', '${tenant}', 'unstaffed', '${thing}', 'g', 0, '{}', now());
  INSERT INTO supervision VALUES ('${user}', '${tenant}', 'e', NULL);
  INSERT INTO group_supervisor (group_id, user_id, tenant_id) VALUES ('${thing}', '${user}', '${tenant}');
  INSERT INTO hearing_grant (id, tenant_id, reason, from_at, until_at, granted_by, granted_at) VALUES ('${thing}', '${tenant}', 'r', now(), now() + '1 d', '${user}', now());
  INSERT INTO listening (id, tenant_id, recording_id, call_id, user_id, user_name, user_role, purpose, address, at, until_at) VALUES ('${thing}', '${tenant}', '${thing}', '${thing}', '${user}', 'u', 'admin', 'quality', 'a', now(), now());
  INSERT INTO recording_waveform VALUES ('${thing}', '${tenant}', '');
  INSERT INTO tenant_key (tenant_id, wrapped_key) VALUES ('${tenant}', '');
  INSERT INTO onboarding_event (id, tenant_id, at, type, actor) VALUES (gen_random_uuid(), '${tenant}', now(), 't', 'system');
  INSERT INTO sealed_file (id, tenant_id, kind, mime, size, sha256, content) VALUES ('${thing}', '${tenant}', 'k', 'm', 1, 's', '');
  INSERT INTO verification (id, tenant_id, kind, created_at, saved_at) VALUES ('${thing}', '${tenant}', 'first', now(), now());
  INSERT INTO verification_material (id, tenant_id, verification_id, kind, file_id, name, bytes, source, pages, reading_state, uploaded_at)
    VALUES ('${thing}', '${tenant}', '${thing}', 'business_licence', '${thing}', 'f', 1, 'image/png', '[]', 'none', now());
  INSERT INTO verification_confirmation (verification_id, mobile, tenant_id, confirmed_at) VALUES ('${thing}', 'm', '${tenant}', now());
  INSERT INTO verification_decision (id, tenant_id, verification_id, decision, at) VALUES ('${thing}', '${tenant}', '${thing}', 'approve', now());
  INSERT INTO verification_reminder (verification_id, reminder, tenant_id, sent_at) VALUES ('${thing}', '60', '${tenant}', now());
  INSERT INTO plan_choice (id, tenant_id, tariff_id, choice, quote, state, created_at) SELECT '${thing}', '${tenant}', id, '{}', '{}', 'chosen', now() FROM tariff LIMIT 1;
  INSERT INTO contract (id, tenant_id, no, kind, state, number, plan_choice_id, terms_id, facts, document_id, document_sha256, pages, created_at)
    SELECT '${thing}', '${tenant}', '${tenant}', 'first', 'draft', '${number}', '${thing}', id, '{}', '${thing}', 's', 1, now() FROM terms;
  INSERT INTO signing_certificate VALUES ('c', '', 's', now(), now(), now()) ON CONFLICT DO NOTHING;
  INSERT INTO signature_evidence VALUES ((SELECT count(*) FROM signature_evidence) + 1, '${tenant}', '${thing}', 's', 1, '${tenant}', 'c', now(), '{}', '${tenant}', 'h');
  INSERT INTO number (number, tier) VALUES ('${number}', 'plain');
  INSERT INTO number_hold (id, tenant_id, number, kind, placed_at, until) VALUES ('${thing}', '${tenant}', '${number}', 'cart', now(), now());
  INSERT INTO number_wait (id, tenant_id, number, user_id, joined_at) VALUES ('${thing}', '${tenant}', '${number}', '${user}', now());
  INSERT INTO number_import (id, tenant_id, file_name, bytes, state, started_by, started_at) VALUES ('${thing}', '${tenant}', 'f', 1, 'done', 'u', now());
  INSERT INTO number_import_line (import_id, tenant_id, line, reason, content) VALUES ('${thing}', '${tenant}', 1, 'r', 'c');
  INSERT INTO user_totp (user_id, tenant_id, secret) VALUES ('${user}', '${tenant}', 's');
  INSERT INTO recovery_code (id, tenant_id, user_id, digest) VALUES (gen_random_uuid(), '${tenant}', '${user}', 'd');
  INSERT INTO invitation (id, tenant_id, email, name, role, token_hash, invited_by, created_at, sent_at, expires_at) VALUES ('${thing}', '${tenant}', 'x@x.cn', 'n', 'agent', decode(md5('${tenant}'), 'hex'), '${user}', now(), now(), now());
  INSERT INTO message (id, tenant_id, channel, address, template, state, created_at) VALUES ('${thing}', '${tenant}', 'mail', 'x@x.cn', 't', 'sent', now());
  INSERT INTO line_check (id, tenant_id, line_id, state, started_at) VALUES ('${thing}', '${tenant}', '${thing}', 'done', now());
  INSERT INTO line_change (id, tenant_id, line_id, number, kind, state, reason, requested_at) VALUES ('${thing}', '${tenant}', '${thing}', '${number}', 'cancel', 'done', 'r', now());
  INSERT INTO invoice (id, tenant_id, kind, title, uscc, email, amount_fen, state, requested_at) VALUES ('${thing}', '${tenant}', 'plain', 't', 'u', 'e', 1, 'requested', now());
  INSERT INTO pay_order (id, tenant_id, kind, state, amount_fen, reference, idempotency_key, created_at, expires_at)
    VALUES ('${thing}', '${tenant}', 'top_up', 'open', 1, 'SB2222${number.slice(-4).replaceAll('0', '9').replaceAll('1', '8')}', 'k', now(), now());
  INSERT INTO pay_receipt (id, tenant_id, order_id, method, reference, amount_fen, credited_fen, at) VALUES ('${thing}', '${tenant}', '${thing}', 'bank', '${tenant}', 1, 0, now());
  INSERT INTO pay_notice (id, tenant_id, source, verdict, at) VALUES ('${thing}', '${tenant}', 's', 'v', now());
  INSERT INTO billing_account (tenant_id, balance_fen, entries) VALUES ('${tenant}', 1, 1);
  INSERT INTO balance_entry (tenant_id, seq, amount_fen, balance_fen, before_fen, kind, at) VALUES ('${tenant}', 1, 1, 1, 0, 'top_up', now());
  INSERT INTO paid_term (id, tenant_id, plan_choice_id, order_id, starts_at, ends_at) VALUES ('${thing}', '${tenant}', '${thing}', '${thing}', now(), now() + '1 d');
  INSERT INTO usage_month (id, tenant_id, number, month, plan_choice_id) VALUES ('${thing}', '${tenant}', '${number}', '2026-11', '${thing}');
  INSERT INTO rated_call (call_id, usage_id, tenant_id, started_at, from_minute, minutes, charge_fen, rated_at) VALUES ('${thing}', '${thing}', '${tenant}', now(), 0, 1, 1, now());
  INSERT INTO bill (id, tenant_id, month, state, total_fen, issued_at, due_at) VALUES ('${thing}', '${tenant}', '2026-10', 'due', 1, now(), now());
  INSERT INTO bill_line (bill_id, no, tenant_id, number, item, quantity, amount_fen) VALUES ('${thing}', 1, '${tenant}', '${number}', 'base', 1, 1);
  INSERT INTO bank_statement (id, tenant_id, name, sha256, lines, known, outgoing, uploaded_by, uploaded_at) VALUES ('${thing}', '${tenant}', 'n', 's', 1, 0, 0, 'u', now());
  INSERT INTO bank_line (id, tenant_id, statement_id, fingerprint, date, amount_fen, payer, payer_account, memo, state) VALUES ('${thing}', '${tenant}', '${thing}', 'f', '2026-11-22', 1, 'p', 'a', 'm', 'open');
  INSERT INTO reconciliation (id, tenant_id, date, trades, total_fen, at) VALUES ('${thing}', '${tenant}', '2026-11-22', 0, 0, now());
  INSERT INTO retention_choice VALUES ('${thing}', '${tenant}', 200, 'software', 'r', '${user}', 'u', now());
  INSERT INTO legal_hold (id, tenant_id, kind, caller, reason, placed_by, placed_name, placed_at) VALUES ('${thing}', '${tenant}', 'caller', '1', 'r', '${user}', 'u', now());
  INSERT INTO subject_request (id, tenant_id, token_hash, hotline, mobile, kind, asked_at, expires_at) VALUES ('${thing}', '${tenant}', '${tenant}', '${number}', 'm', 'export', now(), now());
  INSERT INTO retention_run (id, tenant_id, kind, started_at) VALUES ('${thing}', '${tenant}', 'manual', now());
  INSERT INTO destruction (recording_id, tenant_id, run_id, call_id, recorded_at, reason, at) VALUES ('${thing}', '${tenant}', '${thing}', '${thing}', now(), 'expired', now());
  INSERT INTO outbound_setting VALUES ('${tenant}', 'group', '[]', true, 1, 1, 1, 1, 1);
  INSERT INTO caller_number (id, tenant_id, trunk_id, number) VALUES ('${thing}', '${tenant}', '${thing}', '02112345678');
  INSERT INTO block_setting VALUES ('${tenant}', false, 'busy');
  INSERT INTO blocked_caller (id, tenant_id, number, whole, state, added_by, added_by_name, added_at)
    VALUES ('${thing}', '${tenant}', '170', false, 'in_force', '${user}', 'u', now());
  INSERT INTO do_not_call VALUES ('${thing}', '${tenant}', '123', 'r', '${user}', 'u', now());
  INSERT INTO outbound_try (id, tenant_id, at, callee, kind, refused) VALUES ('${thing}', '${tenant}', now(), '1', 'click', 'no_cli');
  INSERT INTO callback (id, tenant_id, number, groups, line_id, source, since, asked_at, due_at, state, max_tries)
    VALUES ('${thing}', '${tenant}', '123', '{${thing}}', '${thing}', 'key', now(), now(), now(), 'waiting', 1);
  INSERT INTO voicemail (id, tenant_id, call_id, group_id, caller, left_at) VALUES ('${thing}', '${tenant}', '${thing}', '${thing}', 'c', now());
  INSERT INTO word_rule (id, tenant_id, kind, word, article, added_by, added_by_name, added_at) VALUES ('${thing}', '${tenant}', 'harmless', 'w', 'a', '${user}', 'u', now());
  INSERT INTO word_finding VALUES ('${thing}', '${tenant}', 'line', '${thing}', 's', NULL, 'p', 'w', 'f', 'f', 'ask', 'a', 's', now());
  INSERT INTO word_confirmation VALUES ('${thing}', '${tenant}', 'line', '${thing}', 'w', 'f', '${user}', 'u', now());
  INSERT INTO word_check VALUES ('${tenant}', now(), 1, 0);
  INSERT INTO audit (tenant_id, user_id, act, subject) VALUES ('${tenant}', '${user}', 'a', 's');
  INSERT INTO audit_check (id, tenant_id, at, entries, head) VALUES ('${thing}', '${tenant}', now(), 1, 'h');
  INSERT INTO access_review VALUES ('${thing}', '${tenant}', now(), '[]', '${user}', 'n');
  INSERT INTO compliance_report VALUES ('${thing}', '${tenant}', '2026-11', now(), NULL, '${thing}', 's', 1, 0, 0);
  INSERT INTO recording_notice (tenant_id, version, text, at) VALUES ('${tenant}', 2, 't', now());
  INSERT INTO line_recording VALUES ('${thing}', '${tenant}', 'never');
  INSERT INTO recording_setting VALUES ('${tenant}', '9', 60, 5, 300, 6, false, 10);
  INSERT INTO recording_pause (recording_id, no, tenant_id, from_byte, reason, by_name, at) VALUES ('${thing}', 1, '${tenant}', 0, 'agent', 'n', now());
  INSERT INTO recording_export VALUES ('${thing}', '${tenant}', '${thing}', '${thing}', 'wav', false, 's', 1, now());
  INSERT INTO api_token (id, tenant_id, name, digest, permissions, created_by, created_at, expires_at) VALUES ('${thing}', '${tenant}', 'n', decode(md5('${tenant}'), 'hex'), '{recording.pause}', '${user}', now(), now());
`;
