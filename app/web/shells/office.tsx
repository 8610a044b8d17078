import { lazy } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { WhoAmI } from '../../contract.ts'
import { hasRole, useUser } from '../kit/session.tsx'
import { type Say, useWords } from '../kit/words.ts'
import { StaffFrame } from './frame.tsx'
import { MissingPage } from './missing-page.tsx'
import { officeWords } from './office-words.ts'
import type { Place } from './places.tsx'
import { WaitingBringings, WaitingReviews } from './waiting.tsx'

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
const AccessReviews = lazy(() => import('../../people/pages/reviews.tsx'))
const AccessReview = lazy(() => import('../../people/pages/review.tsx'))
const CustomerFactor = lazy(() => import('../../people/pages/customer-factor.tsx'))
const Health = lazy(() => import('../../health/pages/health.tsx'))
const Retention = lazy(() => import('../../keeping/pages/retention.tsx'))
const AuditTrail = lazy(() => import('../../audit/pages/trail.tsx'))
const AuditChain = lazy(() => import('../../audit/pages/chain.tsx'))
const AuditReveals = lazy(() => import('../../audit/pages/reveals.tsx'))
const AuditReport = lazy(() => import('../../audit/pages/report.tsx'))
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
        <Route path="access-reviews" element={<AccessReviews />} />
        <Route path="access-reviews/:reviewId" element={<AccessReview />} />
        <Route path="customer-factor" element={<CustomerFactor />} />
        <Route path="health" element={<Health />} />
        <Route path="retention" element={<Retention />} />
        <Route path="audit-trail" element={<AuditTrail />} />
        <Route path="audit-chain" element={<AuditChain />} />
        <Route path="audit-reveals" element={<AuditReveals />} />
        <Route path="audit-report" element={<AuditReport />} />
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
type OfficeSay = Say<keyof typeof officeWords.pairs & string>

const inGroup = (group: string, places: PlaceFor[]) => places.map((place) => ({ ...place, group }))

/** The pages of the offices, each shown to the roles that the server lets in. */
function useOfficePlaces(): Place[] {
  const say = useWords(officeWords)
  const user = useUser()
  const places: PlaceFor[] = [
    ...inGroup(say('group.intake'), intakePlaces(say)),
    ...inGroup(say('group.billing'), billingPlaces(say)),
    ...inGroup(say('group.people'), peoplePlaces(say, user.roles)),
    ...inGroup(say('group.audit'), auditPlaces(say)),
    ...inGroup(say('group.system'), systemPlaces(say)),
  ]
  return places.filter((place) => hasRole(user, place.for))
}

/** Who works here, and what he may. */
function peoplePlaces(say: OfficeSay, own: WhoAmI['roles']): PlaceFor[] {
  return [
    { to: '/office/users', text: say('nav.users'), icon: 'list', for: ['admin', 'manager', 'auditor'] },
    {
      to: '/office/organisations',
      text: say('nav.organisations'),
      icon: 'home',
      for: ['admin', 'manager', 'auditor'],
    },
    { to: '/office/delegations', text: say('nav.delegations'), icon: 'swap', for: own },
    {
      to: '/office/permissions',
      text: say('nav.permissions'),
      icon: 'check',
      for: ['admin', 'manager', 'auditor'],
    },
    {
      to: '/office/access-reviews',
      text: say('nav.accessReviews'),
      icon: 'check',
      for: ['admin', 'manager', 'auditor'],
      badge: <WaitingReviews />,
    },
    { to: '/office/customer-factor', text: say('nav.customerFactor'), icon: 'phone', for: ['intake'] },
  ]
}

/** What was done, and whether the record of it is whole. */
function auditPlaces(say: OfficeSay): PlaceFor[] {
  return [
    { to: '/office/audit-trail', text: say('nav.auditTrail'), icon: 'book', for: ['auditor', 'admin'] },
    { to: '/office/audit-chain', text: say('nav.auditChain'), icon: 'plug', for: ['auditor', 'admin'] },
    { to: '/office/audit-reveals', text: say('nav.auditReveals'), icon: 'warning', for: ['auditor'] },
    { to: '/office/audit-report', text: say('nav.auditReport'), icon: 'bill', for: ['auditor'] },
  ]
}

/** Rules, data from outside, and what the operator looks after. */
function systemPlaces(say: OfficeSay): PlaceFor[] {
  return [
    {
      to: '/office/parameters',
      text: say('nav.parameters'),
      icon: 'book',
      for: ['admin', 'manager', 'auditor', 'intake', 'billing', 'accountant', 'acquisition', 'quality'],
    },
    { to: '/office/retention', text: say('nav.retention'), icon: 'bill', for: ['admin', 'manager', 'auditor'] },
    {
      to: '/office/bringing',
      text: say('nav.bringing'),
      icon: 'list',
      for: ['admin', 'auditor', 'accountant', 'manager'],
      badge: <WaitingBringings />,
    },
    { to: '/office/health', text: say('nav.health'), icon: 'meter', for: ['admin'] },
    { to: '/office/events', text: say('nav.events'), icon: 'terminal', for: ['admin', 'auditor'] },
  ]
}

function billingPlaces(say: OfficeSay): PlaceFor[] {
  return [
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
  ]
}

function intakePlaces(say: OfficeSay): PlaceFor[] {
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
    { to: '/office/field', text: say('nav.field'), icon: 'meter', for: ['installer'] },
  ]
}
