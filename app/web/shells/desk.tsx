import { lazy } from 'react'
import { Route, Routes } from 'react-router'
import { useWords } from '../kit/words.ts'
import { type Place, StaffFrame } from './frame.tsx'
import { LiveLight } from './live-light.tsx'
import { MissingPage } from './missing-page.tsx'
import { shellWords } from './words.ts'

const DeskPage = lazy(() => import('../../../callcenter/pages/desk.tsx'))
const WorkOrders = lazy(() => import('../../../callcenter/pages/work-orders.tsx'))

export default function Desk() {
  const say = useWords(shellWords)
  const places: Place[] = [
    { to: '/desk', text: say('nav.call'), icon: 'phone' },
    { to: '/desk/orders', text: say('nav.orders'), icon: 'list' },
  ]
  return (
    <StaffFrame shell="desk" places={places} status={<LiveLight />}>
      <Routes>
        <Route index element={<DeskPage />} />
        <Route path="orders" element={<WorkOrders />} />
        <Route path="*" element={<MissingPage home="/desk" />} />
      </Routes>
    </StaffFrame>
  )
}
