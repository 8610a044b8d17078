import { lazy } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { WhoAmI } from '../../contract.ts'
import { parameterWords } from '../../parameters/pages/words.ts'
import { hasRole, useUser } from '../kit/session.tsx'
import { type Say, useWords } from '../kit/words.ts'
import { type Place, StaffFrame } from './frame.tsx'
import { MissingPage } from './missing-page.tsx'
import { shellWords } from './words.ts'

const Applications = lazy(() => import('../../../intake/pages/applications.tsx'))
const Application = lazy(() => import('../../../intake/pages/application.tsx'))
const Apply = lazy(() => import('../../../intake/pages/apply.tsx'))
const ApplicationStatistics = lazy(() => import('../../../intake/pages/statistics.tsx'))
const Reminders = lazy(() => import('../../../intake/pages/hands/reminders.tsx'))
const UnitContacts = lazy(() => import('../../../intake/pages/messages/unit-contacts.tsx'))
const Waiting = lazy(() => import('../../../intake/pages/hands/waiting.tsx'))
const WorkCalendar = lazy(() => import('../../../intake/pages/calendar.tsx'))
const Duplicates = lazy(() => import('../../../intake/pages/duplicates/duplicates.tsx'))
const Runs = lazy(() => import('../../../billing/pages/runs.tsx'))
const Run = lazy(() => import('../../../billing/pages/run.tsx'))
const Held = lazy(() => import('../../../billing/pages/held.tsx'))
const CheckRules = lazy(() => import('../../../billing/pages/check-rules.tsx'))
const Corrections = lazy(() => import('../../../billing/pages/corrections.tsx'))
const Correction = lazy(() => import('../../../billing/pages/correction.tsx'))
const Charges = lazy(() => import('../../../billing/pages/charges/charges.tsx'))
const DraftCharge = lazy(() => import('../../../billing/pages/charges/draft.tsx'))
const OfficeCharge = lazy(() => import('../../../billing/pages/charges/office-charge.tsx'))
const AccountLedger = lazy(() => import('../../../billing/pages/account-ledger.tsx'))
const Parked = lazy(() => import('../../../billing/pages/parked.tsx'))
const BillLookup = lazy(() => import('../../../billing/pages/bill-lookup.tsx'))
const OfficeBill = lazy(() => import('../../../billing/pages/office-bill.tsx'))
const PriceList = lazy(() => import('../../../billing/pages/prices/price-list.tsx'))
const PriceVersion = lazy(() => import('../../../billing/pages/prices/price-version.tsx'))
const PriceReference = lazy(() => import('../../../billing/pages/prices/reference.tsx'))
const PriceEditor = lazy(() => import('../../../billing/pages/prices/price-editor.tsx'))
const AuditOrders = lazy(() => import('../../../billing/pages/audit/audit.tsx'))
const FeedIn = lazy(() => import('../../../billing/pages/feed-in/feed-in.tsx'))
const MarketSheets = lazy(() => import('../../../billing/pages/market/market-sheets.tsx'))
const Payments = lazy(() => import('../../../billing/pages/payments.tsx'))

const Field = lazy(() => import('../../../metering/pages/store/field.tsx'))
const Permissions = lazy(() => import('../../people/pages/permissions.tsx'))
const Bringing = lazy(() => import('../../bringing/pages/bringing.tsx'))
const OneBringing = lazy(() => import('../../bringing/pages/one.tsx'))
const Parameters = lazy(() => import('../../parameters/pages/parameters.tsx'))
const OneParameter = lazy(() => import('../../parameters/pages/one.tsx'))
const ParameterChanges = lazy(() => import('../../parameters/pages/changes.tsx'))
const Users = lazy(() => import('../../people/pages/users.tsx'))
const Organisations = lazy(() => import('../../people/pages/organisations.tsx'))
const Card = lazy(() => import('../../help/pages/card.tsx'))
const Security = lazy(() => import('./security/security.tsx'))
const Delegations = lazy(() => import('../../people/pages/delegations.tsx'))
const ParkedEvents = lazy(() => import('./parked-events.tsx'))

export default function Office() {
  const places = useOfficePlaces()
  const first = places[0]?.to ?? '/office/applications'
  return (
    <StaffFrame shell="office" places={places}>
      <Routes>
        <Route index element={<Navigate to={first} replace />} />
        <Route path="applications" element={<Applications />} />
        <Route path="applications/new" element={<Apply home="/office/applications" />} />
        <Route path="applications/:applicationId" element={<Application />} />
        <Route path="application-statistics" element={<ApplicationStatistics />} />
        <Route path="duplicates" element={<Duplicates />} />
        <Route path="application-reminders" element={<Reminders />} />
        <Route path="unit-contacts" element={<UnitContacts />} />
        <Route path="applications-waiting" element={<Waiting />} />
        <Route path="work-calendar" element={<WorkCalendar />} />
        <Route path="runs" element={<Runs />} />
        <Route path="runs/:runId" element={<Run />} />
        <Route path="held" element={<Held />} />
        <Route path="check-rules" element={<CheckRules />} />
        <Route path="parked" element={<Parked />} />
        <Route path="corrections" element={<Corrections />} />
        <Route path="corrections/account" element={<Correction />} />
        <Route path="charges" element={<Charges />} />
        <Route path="charges/new" element={<DraftCharge />} />
        <Route path="charges/:chargeId" element={<OfficeCharge />} />
        <Route path="ledger" element={<AccountLedger />} />
        <Route path="bills" element={<BillLookup />} />
        <Route path="bills/:billId" element={<OfficeBill />} />
        <Route path="prices" element={<PriceList />} />
        <Route path="prices/reference" element={<PriceReference />} />
        <Route path="prices/new" element={<PriceEditor />} />
        <Route path="prices/:version" element={<PriceVersion />} />
        <Route path="prices/:version/edit" element={<PriceEditor />} />
        <Route path="audit" element={<AuditOrders />} />
        <Route path="feed-in" element={<FeedIn />} />
        <Route path="market-sheets" element={<MarketSheets />} />
        <Route path="payments" element={<Payments />} />
        <Route path="field" element={<Field />} />
        <Route path="users" element={<Users />} />
        <Route path="organisations" element={<Organisations />} />
        <Route path="delegations" element={<Delegations />} />
        <Route path="permissions" element={<Permissions />} />
        <Route path="parameters" element={<Parameters />} />
        <Route path="parameters/changes" element={<ParameterChanges />} />
        <Route path="parameters/:set" element={<OneParameter />} />
        <Route path="bringing" element={<Bringing />} />
        <Route path="bringing/:bringingId" element={<OneBringing />} />
        <Route path="events" element={<ParkedEvents />} />
        <Route path="card" element={<Card />} />
        <Route path="security" element={<Security />} />
        <Route path="*" element={<MissingPage home="/office" />} />
      </Routes>
    </StaffFrame>
  )
}

const clerks: WhoAmI['roles'] = ['billing', 'manager', 'auditor']

type PlaceFor = Place & { for: WhoAmI['roles'] }

/** The pages of the offices, each shown to the roles that the server lets in. */
function useOfficePlaces(): Place[] {
  const say = useWords(shellWords)
  const parameters = useWords(parameterWords)
  const user = useUser()
  const places: PlaceFor[] = [
    ...intakePlaces(say),
    { to: '/office/field', text: say('nav.field'), icon: 'meter', for: ['installer'] },
    { to: '/office/runs', text: say('nav.runs'), icon: 'list', for: clerks },
    { to: '/office/held', text: say('nav.held'), icon: 'check', for: clerks },
    {
      to: '/office/parked',
      text: say('nav.parked'),
      icon: 'warning',
      for: ['billing', 'manager', 'auditor', 'intake'],
    },
    { to: '/office/corrections', text: say('nav.corrections'), icon: 'swap', for: clerks },
    {
      to: '/office/charges',
      text: say('nav.charges'),
      icon: 'coin',
      for: [...clerks, 'inspector'],
    },
    { to: '/office/feed-in', text: say('nav.feedIn'), icon: 'plug', for: [...clerks, 'accountant'] },
    { to: '/office/market-sheets', text: say('nav.market'), icon: 'bill', for: clerks },
    { to: '/office/ledger', text: say('nav.ledger'), icon: 'book', for: [...clerks, 'accountant'] },
    {
      to: '/office/bills',
      text: say('nav.billLookup'),
      icon: 'bill',
      for: ['billing', 'cashier', 'accountant', 'district-manager', 'manager', 'auditor'],
    },
    {
      to: '/office/prices',
      text: say('nav.prices'),
      icon: 'book',
      for: ['billing', 'manager', 'auditor', 'accountant'],
    },
    {
      to: '/office/audit',
      text: say('nav.audit'),
      icon: 'search',
      for: ['billing', 'inspector', 'district-manager', 'manager', 'auditor'],
    },
    { to: '/office/payments', text: say('nav.payments'), icon: 'coin', for: ['cashier'] },
    { to: '/office/users', text: say('nav.users'), icon: 'list', for: ['admin', 'manager', 'auditor'] },
    {
      to: '/office/organisations',
      text: say('nav.organisations'),
      icon: 'home',
      for: ['admin', 'manager', 'auditor'],
    },
    { to: '/office/delegations', text: say('nav.delegations'), icon: 'swap', for: user.roles },
    {
      to: '/office/permissions',
      text: say('nav.permissions'),
      icon: 'check',
      for: ['admin', 'manager', 'auditor'],
    },
    {
      to: '/office/parameters',
      text: parameters('title'),
      icon: 'book',
      for: ['admin', 'manager', 'auditor', 'intake', 'billing', 'accountant', 'acquisition', 'quality'],
    },
    { to: '/office/bringing', text: say('nav.bringing'), icon: 'list', for: ['admin', 'auditor'] },
    { to: '/office/events', text: say('nav.events'), icon: 'terminal', for: ['admin', 'auditor'] },
  ]
  return places.filter((place) => hasRole(user, place.for))
}

function intakePlaces(say: Say<keyof typeof shellWords.pairs & string>): PlaceFor[] {
  return [
    {
      to: '/office/applications',
      text: say('nav.intake'),
      icon: 'plug',
      for: ['intake', 'surveyor', 'installer', 'inspector', 'acquisition', 'district-manager', 'manager', 'auditor'],
    },
    {
      to: '/office/applications-waiting',
      text: say('nav.intakeWaiting'),
      icon: 'warning',
      for: ['manager'],
    },
    {
      to: '/office/application-reminders',
      text: say('nav.intakeReminders'),
      icon: 'list',
      for: ['intake', 'district-manager', 'manager', 'auditor'],
    },
    {
      to: '/office/application-statistics',
      text: say('nav.intakeStatistics'),
      icon: 'curve',
      for: ['intake', 'district-manager', 'manager', 'auditor'],
    },
    { to: '/office/duplicates', text: say('nav.duplicates'), icon: 'search', for: ['intake', 'manager', 'auditor'] },
    {
      to: '/office/work-calendar',
      text: say('nav.workCalendar'),
      icon: 'check',
      for: ['intake', 'district-manager', 'manager', 'auditor', 'admin'],
    },
    {
      to: '/office/unit-contacts',
      text: say('nav.unitContacts'),
      icon: 'phone',
      for: ['intake', 'manager', 'admin', 'auditor'],
    },
  ]
}
