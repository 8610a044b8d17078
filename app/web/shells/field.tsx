import { ConfigProvider, type ThemeConfig } from 'antd'
import { Navigate, Route, Routes } from 'react-router'
import Crew from '../../../callcenter/pages/crew/crew.tsx'
import CrewOrder from '../../../callcenter/pages/crew/crew-order.tsx'
import Site from '../../../intake/pages/site/site.tsx'
import SiteTask from '../../../intake/pages/site/task.tsx'
import Exchanges from '../../../metering/pages/store/field.tsx'
import Card from '../../help/pages/card.tsx'
import { useNarrow } from '../kit/narrow.ts'
import { hasRole, useUser } from '../kit/session.tsx'
import { dayTheme } from '../kit/theme.ts'
import { useWords } from '../kit/words.ts'
import { FieldGate } from './field-gate.tsx'
import { StaffFrame } from './frame.tsx'
import { MissingPage } from './missing-page.tsx'
import type { Place } from './places.tsx'
import Security from './security/security.tsx'
import { shellWords } from './words.ts'

// A phone's browser zooms into a field whose letters are smaller than 16 pixels.
const thumbTheme: ThemeConfig = {
  ...dayTheme,
  token: { ...dayTheme.token, controlHeight: 48, controlHeightSM: 42, fontSize: 16 },
}

/** Work on site. All of it is one piece, its gate too, so that none is missing where there is no network. */
export default function Field() {
  return (
    <FieldGate>
      <Pages />
    </FieldGate>
  )
}

function Pages() {
  const say = useWords(shellWords)
  const user = useUser()
  const narrow = useNarrow()
  const surveys = hasRole(user, ['surveyor', 'installer', 'inspector'])
  const repairs = hasRole(user, ['crew'])
  const places: Place[] = [
    ...(surveys ? [{ to: '/field', text: say('nav.site'), icon: 'list' } as const] : []),
    ...(repairs ? [{ to: '/field/orders', text: say('nav.crew'), icon: 'list' } as const] : []),
    ...(hasRole(user, ['installer'])
      ? [{ to: '/field/exchanges', text: say('nav.field'), icon: 'meter' } as const]
      : []),
  ]
  return (
    <ConfigProvider theme={narrow ? thumbTheme : dayTheme}>
      <StaffFrame shell="field" places={places}>
        <Routes>
          <Route index element={surveys ? <Site /> : <Navigate to="/field/orders" replace />} />
          {repairs && <Route path="orders" element={<Crew />} />}
          {repairs && <Route path="orders/:orderId" element={<CrewOrder />} />}
          <Route path="card" element={<Card />} />
          <Route path="security" element={<Security />} />
          <Route path="exchanges" element={<Exchanges />} />
          <Route path=":applicationId/:step" element={<SiteTask />} />
          <Route path="*" element={<MissingPage home="/field" />} />
        </Routes>
      </StaffFrame>
    </ConfigProvider>
  )
}
