import { ofColumn, type Treatment } from './personal-columns.ts'

/** Nothing of these is needed to learn the screens, and each may name somebody, or open something. */
export const emptied = [
  'contact_recording',
  'caller_mark',
  'promised_call',
  'promised_call_event',
  'call_listening',
  ...[
    'work_order_matter',
    'contact_matter',
    'service_matter_scope',
    'service_matter_event',
    'service_matter_version',
    'service_matter',
  ],
  'chat_attachment',
  'chat_message',
  'channel_message',
  'channel_delivery',
  'mailbox_cursor',
  'mail_failure',
  'chat_thread',
  'telephony_command',
  'telephony_cursor',
  ...['user_session', 'user_totp', 'recovery_code', 'former_password', 'login_failure', 'idempotency_key'],
  ...['terminal_credential', 'terminal_command', 'mqtt_quarantine', 'event_failure', 'event', 'unlinked_meter'],
  ...['audit_entry', 'audit_day', 'bringing_progress', 'bringing', 'application_event_attachment', 'attachment'],
  ...[
    'bill_link',
    'identity_code',
    'message',
    'notice',
    'phone_code',
    'binding_failure',
    'account_nickname',
    'parameter_change',
  ],
  ...[
    'stored_file',
    'agent_state',
    'file_view',
    'legal_hold',
    'read_fault',
    'field_entry',
    'quarantine_origin',
    'meter_event',
    'terminal_event',
    'alarm_cover',
  ],
]

/** Rules, prices and the calendar: the same in every company, but for who entered them. */
export const untouched = [
  ...['agency_price', 'allowance_rule', 'application_limit', 'attachment_limit', 'audit_topic', 'bill_check_rule'],
  ...['clock_rule', 'contract_template', 'deadline_rule', 'deferral_limit', 'due_rule', 'duty_rule', 'feed_in_price'],
  ...['generation_subsidy', 'guarded_role', 'late_fee_rule', 'login_policy', 'market_tolerance', 'migration'],
  ...[
    'oversight_rule',
    'power_factor_duty',
    'power_factor_rule',
    'transformer_rule',
    'transformer_day',
    'price',
    'price_component',
    'price_surcharge',
  ],
  ...['price_validity', 'price_version', 'price_version_end', 'quarantine_rule', 'retention_rule', 'review_limit'],
  ...['scheme_limit', 'statutory_rule', 'statutory_statement', 'timetable', 'timetable_day', 'vee_parameter'],
  ...['work_calendar', 'work_calendar_change', 'work_week', 'feeder', 'substation', 'transformer_district'],
  ...[
    'organisation',
    'event_cursor',
    'citizen_policy',
    'notice_rule',
    'delegation_rule',
    'desk_rule',
    'shift_rule',
    'staffing_rule',
    'quality_rule',
    'quality_item',
    'order_field',
    'order_subkind',
    'alarm_kind_rule',
    'alarm_pending',
    'alarm_group_rule',
    'voltage_limit',
    'power_quality_rule',
    'harmonic_limit',
    'call_rule',
    'desk_application_kind',
    'mark_rule',
    'promise_rule',
    'mark_step',
    'identity_rule',
    'period_hours',
    'personal_data_kind',
    'privacy_text',
    'knowledge_category',
    'knowledge_rule',
    'chat_rule',
    'channel_rule',
    'quick_phrase',
    'hand_in_rule',
    'follow_up_way',
    'follow_up_rule',
    'follow_up_script',
    'key_rating_rule',
    'key_rating_key',
    'key_rating_words',
    'reason_rule',
    'profile_rule',
  ],
]

/** By the column's name, whatever the table. */
const ofName: [RegExp, Treatment][] = [
  [/_cipher$|_hash$|_tail$|^number_|^phone_/, 'own'],
  [/(^|_)by_name$|^actor_name$|^author_name$|^applicant_name$|^customer_name$/, 'name'],
  [/(_by|_by_user|^actor|^reader|^assigned_to|^by_user)$/, 'user'],
  [/^address$/, 'address'],
  [/^(case_ref|subject)$/, 'ref'],
  [/^(bill_no|statement_no)$/, 'number'],
  [/^idempotency_key$/, 'own'],
  [/^(old|new)_asset_no$|^meter_asset_no$/, 'number'],
  [
    /^(reason|note|opinion|description|body|summary|remarks|evidence|because|end_reason|fault|title_zh|title_en|advice)$/,
    'text',
  ],
  [/_note$|_reason$/, 'text'],
  [/^(detail|form|papers|data|figures|facts|evidence|findings|basis_json|meter|proof)$/, 'json'],
  [
    /^(kind|role|roles|class|parts|status|state|code|channel|unit|unit_kind|item|month|bill_month|document|format|cause|rule|stage|step|to_step)$/,
    'kept',
  ],
  [
    /^(base_charge|important_grade|power_factor_exempt|component|source|severity|formula|clause|region|legal_basis|basis)$/,
    'kept',
  ],
  [/^(decision|fact|thing|field|grade|reasons|urgency|clock|act|mode|phase|price_code|form|origin|frozen_as)$/, 'kept'],
  [/^(application_no|charge_no|receipt_no|work_order_no|contact_no|sheet_no)$/, 'kept'],
  [/^(skill|also_skill|through|mark|priority_reasons)$/, 'kept'],
  [
    /^(energy_wh_by_period|tariff_system|organisation_path|register|generation_register|subsidy_code|payout_reference)$/,
    'kept',
  ],
  [
    /^(profile|accuracy_class|model|batch|medium|media_type|period|period_source|demand_source|method|quality|topic)$/,
    'kept',
  ],
  [
    /^(suspended_for|supply|notice|resolution|owner_role|left_how|retailer|area|holders|hours|purpose|protocol|host|mapper)$/,
    'kept',
  ],
  [
    /^(section_no|flags|version|template_code|paper|bank_name|bar|standby|way|verdict|end_registers|start_registers|action)$/,
    'kept',
  ],
]

/** Undefined: nobody has said what becomes of it. */
export function treatmentOf(table: string, column: string, type: string): Treatment | undefined {
  const own = ofColumn[`${table}.${column}`]
  if (own) return own
  const found = ofName.find(([pattern]) => pattern.test(column))?.[1]
  // Words by name that are a document here: looked through value by value.
  return found === 'text' && type === 'jsonb' ? 'json' : found
}
