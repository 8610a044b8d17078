import { lazy } from 'react'
import { Route, Routes } from 'react-router'
import type { AlarmList } from '../../../metering/alarm-contract.ts'
import type { WhoAmI } from '../../contract.ts'
import { withQuery } from '../kit/api.ts'
import { useLiveReload } from '../kit/live.ts'
import { useResource } from '../kit/resource.ts'
import { hasRole, useUser } from '../kit/session.tsx'
import { nightTheme } from '../kit/theme.ts'
import { useWords } from '../kit/words.ts'
import { StaffFrame } from './frame.tsx'
import { LiveLight } from './live-light.tsx'
import { MissingPage } from './missing-page.tsx'
import css from './places.module.css'
import type { Place } from './places.tsx'
import { shellWords } from './words.ts'

const Overview = lazy(() => import('../../../metering/pages/overview.tsx'))
const Meters = lazy(() => import('../../../metering/pages/meters.tsx'))
const Meter = lazy(() => import('../../../metering/pages/meter.tsx'))
const Terminals = lazy(() => import('../../../metering/pages/terminals.tsx'))
const Terminal = lazy(() => import('../../../metering/pages/terminal.tsx'))
const Completeness = lazy(() => import('../../../metering/pages/completeness.tsx'))
const Repairs = lazy(() => import('../../../metering/pages/repairs.tsx'))
const Repair = lazy(() => import('../../../metering/pages/repair.tsx'))
const Clocks = lazy(() => import('../../../metering/pages/clocks.tsx'))
const Quarantine = lazy(() => import('../../../metering/pages/quarantine.tsx'))
const Exceptions = lazy(() => import('../../../metering/pages/exceptions.tsx'))
const Exception = lazy(() => import('../../../metering/pages/exception.tsx'))
const Registers = lazy(() => import('../../../metering/pages/registers.tsx'))
const RegisterSheet = lazy(() => import('../../../metering/pages/register-sheet.tsx'))
const ReadingPlans = lazy(() => import('../../../metering/pages/reading-plans.tsx'))
const ReadingReview = lazy(() => import('../../../metering/pages/reading-review.tsx'))
const ReadingSections = lazy(() => import('../../../metering/pages/reading-sections.tsx'))
const ReadingSection = lazy(() => import('../../../metering/pages/reading-section.tsx'))
const SpecialReadings = lazy(() => import('../../../metering/pages/special-readings.tsx'))
const FieldReadings = lazy(() => import('../../../metering/pages/field-readings.tsx'))
const SiteReading = lazy(() => import('../../../metering/pages/site-reading.tsx'))
const Store = lazy(() => import('../../../metering/pages/store/store.tsx'))
const Device = lazy(() => import('../../../metering/pages/store/device.tsx'))
const Exchanges = lazy(() => import('../../../metering/pages/store/exchanges.tsx'))
const Exchange = lazy(() => import('../../../metering/pages/store/exchange.tsx'))
const Field = lazy(() => import('../../../metering/pages/store/field.tsx'))
const Card = lazy(() => import('../../help/pages/card.tsx'))
const Security = lazy(() => import('./security/security.tsx'))
const PowerQuality = lazy(() => import('../../../metering/pages/power-quality.tsx'))
const PointVoltage = lazy(() => import('../../../metering/pages/point-voltage.tsx'))
const Transformers = lazy(() => import('../../../metering/pages/transformers/transformers.tsx'))
const PlannedWork = lazy(() => import('../../../metering/pages/planned-work.tsx'))
const PowerFactors = lazy(() => import('../../../billing/pages/power-factor/power-factors.tsx'))
const Alarms = lazy(() => import('../../../metering/pages/alarms.tsx'))
const AlarmTrial = lazy(() => import('../../../metering/pages/alarm-trial.tsx'))

const voltageWatchers: WhoAmI['roles'] = [
  ...(['grid', 'acquisition', 'dispatcher', 'inspector', 'reader'] as const),
  ...(['district-manager', 'quality', 'manager', 'auditor'] as const),
]
const powerFactorWatchers: WhoAmI['roles'] = [
  'grid',
  'acquisition',
  'inspector',
  'district-manager',
  'manager',
  'auditor',
]

export default function Grid() {
  const say = useWords(shellWords)
  const user = useUser()
  const places: Place[] = [
    { to: '/grid', text: say('nav.overview'), icon: 'curve' },
    { to: '/grid/meters', text: say('nav.meters'), icon: 'meter' },
    { to: '/grid/terminals', text: say('nav.terminals'), icon: 'terminal' },
    { to: '/grid/collection', text: say('nav.collection'), icon: 'list' },
    ...(hasRole(user, voltageWatchers)
      ? [{ to: '/grid/power-quality', text: say('nav.powerQuality'), icon: 'curve' } as const]
      : []),
    { to: '/grid/exceptions', text: say('nav.exceptions'), icon: 'search' },
    { to: '/grid/reading', text: say('nav.reading'), icon: 'list' },
    { to: '/grid/registers', text: say('nav.registers'), icon: 'bill' },
    { to: '/grid/transformers', text: say('nav.transformers'), icon: 'curve' },
    ...(hasRole(user, powerFactorWatchers)
      ? [{ to: '/grid/power-factor', text: say('nav.powerFactor'), icon: 'curve' } as const]
      : []),
    { to: '/grid/store', text: say('nav.store'), icon: 'meter' },
    { to: '/grid/exchanges', text: say('nav.exchanges'), icon: 'plug' },
    ...(hasRole(user, ['reader', 'installer'])
      ? [{ to: '/grid/field', text: say('nav.field'), icon: 'phone' } as const]
      : []),
    { to: '/grid/alarms', text: say('nav.alarms'), icon: 'warning', badge: <OpenAlarms /> },
    { to: '/grid/planned-work', text: say('nav.plannedWork'), icon: 'list' },
  ]
  return (
    <StaffFrame shell="grid" places={places} night={nightTheme} status={<LiveLight />}>
      <Routes>
        <Route index element={<Overview />} />
        <Route path="meters" element={<Meters />} />
        <Route path="meters/:pointId" element={<Meter />} />
        <Route path="meters/:pointId/site-reading" element={<SiteReading />} />
        <Route path="exceptions" element={<Exceptions />} />
        <Route path="exceptions/:key" element={<Exception />} />
        <Route path="registers" element={<Registers />} />
        <Route path="registers/:standInId" element={<RegisterSheet />} />
        <Route path="reading" element={<ReadingPlans />} />
        <Route path="reading/plans/:planId" element={<ReadingReview />} />
        <Route path="reading/sections" element={<ReadingSections />} />
        <Route path="reading/sections/:sectionId" element={<ReadingSection />} />
        <Route path="reading/special" element={<SpecialReadings />} />
        <Route path="reading/field" element={<FieldReadings />} />
        <Route path="terminals" element={<Terminals />} />
        <Route path="terminals/:terminalId" element={<Terminal />} />
        <Route path="collection" element={<Completeness />} />
        <Route path="collection/repairs" element={<Repairs />} />
        <Route path="collection/repairs/:orderId" element={<Repair />} />
        <Route path="collection/clocks" element={<Clocks />} />
        <Route path="collection/quarantine" element={<Quarantine />} />
        <Route path="power-quality" element={<PowerQuality />} />
        <Route path="power-quality/:pointId" element={<PointVoltage />} />
        <Route path="store" element={<Store />} />
        <Route path="store/:deviceId" element={<Device />} />
        <Route path="exchanges" element={<Exchanges />} />
        <Route path="exchanges/:orderId" element={<Exchange />} />
        <Route path="field" element={<Field />} />
        <Route path="alarms" element={<Alarms />} />
        <Route path="alarms/trial" element={<AlarmTrial />} />
        <Route path="transformers" element={<Transformers />} />
        <Route path="planned-work" element={<PlannedWork />} />
        <Route path="power-factor" element={<PowerFactors />} />
        <Route path="card" element={<Card />} />
        <Route path="security" element={<Security />} />
        <Route path="*" element={<MissingPage home="/grid" />} />
      </Routes>
    </StaffFrame>
  )
}

/** How many alarms are open, kept up to date on every page. */
function OpenAlarms() {
  const alarms = useResource<AlarmList>(withQuery('/api/metering/alarms', { status: 'open', limit: 1 }))
  useLiveReload(['alarm.raised', 'alarm.cleared'], alarms.reload)
  const open = alarms.data?.open ?? 0
  return open > 0 && <b className={css.badge}>{open}</b>
}
