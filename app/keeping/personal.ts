/** What is done with a column in a copy for training: a column without a rule is refused, and so is the copy. */
export type Treatment =
  /** A code, a figure or a text of the product's own. */
  | 'kept'
  /** Somebody's words. */
  | 'text'
  /** A user name of the staff or of a customer; the system's jobs stay. */
  | 'user'
  | 'name'
  | 'address'
  /** A number of an account, a point, a device, a contract, a bill. */
  | 'number'
  /** Names a thing by such a number behind a colon. */
  | 'ref'
  /** Answers, forms and details: looked through value by value. */
  | 'json'
  /** Done by a step of its own. */
  | 'own'

/** Nothing of these is needed to learn the screens, and each may name somebody, or open something. */
export const emptied = [
  'contact_recording',
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
  ...['stored_file', 'agent_state', 'legal_hold', 'read_fault', 'field_entry', 'quarantine_origin', 'meter_event'],
]

/** Rules, prices and the calendar: the same in every company, but for who entered them. */
export const untouched = [
  ...['agency_price', 'allowance_rule', 'application_limit', 'attachment_limit', 'audit_topic', 'bill_check_rule'],
  ...['clock_rule', 'contract_template', 'deadline_rule', 'deferral_limit', 'due_rule', 'duty_rule', 'feed_in_price'],
  ...['generation_subsidy', 'guarded_role', 'late_fee_rule', 'login_policy', 'market_tolerance', 'migration'],
  ...['oversight_rule', 'power_factor_duty', 'price', 'price_component', 'price_surcharge'],
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
    'order_field',
    'order_subkind',
    'alarm_rule',
    'call_rule',
    'identity_rule',
    'period_hours',
    'personal_data_kind',
    'privacy_text',
  ],
]

/** By table and column, where the column's name alone does not say it. */
const ofColumn: Record<string, Treatment> = {
  'account.account_no': 'number',
  'account.address_key': 'own',
  'account_alias.number': 'number',
  'account_binding.relation': 'kept',
  'account_charge.input': 'json',
  'account_charge_line.price': 'kept',
  'market_sheet_line.name': 'kept',
  'account_charge.result': 'json',
  'allowance_term.certificate_no': 'text',
  'app_user.name': 'name',
  'app_user.password_hash': 'own',
  'app_user.username': 'user',
  'agent_state.reason': 'kept',
  'application.address_key': 'own',
  'application_change.account_no': 'number',
  'application_change.after': 'text',
  'application_change.before': 'text',
  'application_change.name': 'kept',
  'application_clock.pauses': 'kept',
  'application_message.author': 'user',
  'application_notice.holders': 'own',
  'application_task.holder': 'user',
  'bill_run.fault': 'text',
  'bill_check_hit.figures': 'kept',
  'bill_segment.curve': 'kept',
  'collection_link.meter_address': 'own',
  'identity_check.facts': 'kept',
  'identity_check.how': 'kept',
  'identity_rule.field': 'kept',
  'identity_rule.level': 'kept',
  'contact.asked_skill': 'kept',
  'contact.call_back': 'kept',
  'contact.direction': 'kept',
  'contact.proof_code': 'kept',
  'contact.call_id': 'own',
  'contact.draft': 'json',
  'contact.engine': 'kept',
  'contact.category': 'kept',
  'menu_call.category': 'kept',
  'contract.contract_no': 'number',
  'contract_draft.terms': 'json',
  'correction_run.fault': 'text',
  'customer.name': 'name',
  'customer.name_key': 'own',
  'customer_transformer.name': 'own',
  'device.asset_no': 'number',
  'device_check.certificate_no': 'text',
  'device_stay.person': 'user',
  'device_stay.place': 'kept',
  'exchange_entry.digest': 'own',
  'exchange_entry.meter_address': 'own',
  'exchange_entry.new_asset_no': 'number',
  'exchange_entry.old_asset_no': 'number',
  'exchange_entry.seals': 'own',
  'exchange_entry.unknown_seals': 'own',
  'exchange_step.by': 'user',
  'installation_place_term.place': 'text',
  'late_fee_base.account_class': 'kept',
  'latest_reading.reading': 'kept',
  'latest_reading.trail': 'kept',
  'market_sheet.digest': 'kept',
  'menu_call.outcome': 'kept',
  'menu_call.summary': 'kept',
  'menu_flow.drafters': 'own',
  'menu_flow.flow': 'kept',
  'menu_flow.title': 'kept',
  'metering_point.point_no': 'number',
  'opening_balance.document_no': 'number',
  'payer.name': 'name',
  'parked_feed_in.detail': 'json',
  'price_draft.document': 'kept',
  'price_draft.drafters': 'own',
  'price_draft.past_change': 'kept',
  'price_replay.result': 'json',
  'reading_photo.bytes': 'own',
  'reading_photo.sha256': 'own',
  'reading_plan.manager': 'user',
  'reading_section.manager': 'user',
  'receiving_point.name': 'own',
  'register_stand_in.registers': 'kept',
  'register_verdict.before': 'kept',
  'repair_order.place': 'kept',
  'repair_order.because': 'json',
  'repair_step.by': 'user',
  'requested_account.meter_asset_no': 'number',
  'requested_account.place': 'address',
  'special_reading.recall_answer': 'kept',
  'special_reading.registers': 'kept',
  'storm.text_en': 'text',
  'storm.text_zh': 'text',
  'storm.switched_on_by': 'user',
  'terminal.asset_no': 'number',
  'terminal.registration': 'own',
  'terminal.serial': 'own',
  'terminal.vendor_topic': 'own',
  'unit_contact.name': 'text',
  'unit_contact.phone': 'own',
  'unmetered_supply.loads': 'json',
  'order_clock_alert.level': 'kept',
  'order_clock_event.days': 'kept',
  'work_order.complained_username': 'user',
  'work_order.merged_from': 'kept',
  'work_order.form': 'json',
  'work_order.handler': 'kept',
  'work_order_entry.outcome': 'kept',
  'work_order.result': 'text',
  'work_order_entry.actor': 'user',
  'access_review_item.role': 'kept',
  'point_day.slots_wh': 'kept',
  'point_day_channel.slots_wh': 'kept',
  'read_fault.detail': 'text',
}

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
