import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { hasRole, useUser } from '../kit/session.tsx'
import { useWords } from '../kit/words.ts'
import { deskShellWords } from './desk-words.ts'
import { StaffFrame } from './frame.tsx'
import { LiveLight } from './live-light.tsx'
import { MissingPage } from './missing-page.tsx'
import placesCss from './places.module.css'
import type { Place } from './places.tsx'

const EscalatedBadge = lazy(() => import('../../../callcenter/pages/orders/escalated-badge.tsx'))
const ApplyAtDesk = lazy(() => import('../../../callcenter/pages/applications/apply-at-desk.tsx'))
const OfferBar = lazy(() => import('../../../callcenter/pages/call/offer-bar.tsx'))
const Board = lazy(() => import('../../../callcenter/pages/board/board.tsx'))
const Flow = lazy(() => import('../../../callcenter/pages/menu/flow.tsx'))
const Flows = lazy(() => import('../../../callcenter/pages/menu/flows.tsx'))
const Forecast = lazy(() => import('../../../callcenter/pages/staffing/forecast.tsx'))
const MyShifts = lazy(() => import('../../../callcenter/pages/roster/my-shifts.tsx'))
const Reasons = lazy(() => import('../../../callcenter/pages/reasons/reasons.tsx'))
const Roster = lazy(() => import('../../../callcenter/pages/roster/roster.tsx'))
const MySheets = lazy(() => import('../../../callcenter/pages/quality/my-sheets.tsx'))
const QualityResults = lazy(() => import('../../../callcenter/pages/quality/results.tsx'))
const Sheet = lazy(() => import('../../../callcenter/pages/quality/sheet.tsx'))
const Sheets = lazy(() => import('../../../callcenter/pages/quality/sheets.tsx'))
const FollowUps = lazy(() => import('../../../callcenter/pages/follow-up/follow-ups.tsx'))
const Promises = lazy(() => import('../../../callcenter/pages/promises/promises.tsx'))
const HandOvers = lazy(() => import('../../../callcenter/pages/shifts/hand-overs.tsx'))
const HandOver = lazy(() => import('../../../callcenter/pages/shifts/hand-over.tsx'))
const Notices = lazy(() => import('../../../callcenter/pages/notices/notices.tsx'))
const Matters = lazy(() => import('../../../callcenter/pages/matters/matters.tsx'))
const Knowledge = lazy(() => import('../../../callcenter/pages/knowledge/knowledge.tsx'))
const KnowledgeArticle = lazy(() => import('../../../callcenter/pages/knowledge/article.tsx'))
const KnowledgeArticles = lazy(() => import('../../../callcenter/pages/knowledge/articles.tsx'))
const KnowledgeTasks = lazy(() => import('../../../callcenter/pages/knowledge/tasks.tsx'))
const Synonyms = lazy(() => import('../../../callcenter/pages/knowledge/synonyms.tsx'))
const HandIns = lazy(() => import('../../../callcenter/pages/hand-ins/hand-ins.tsx'))
const DeskPage = lazy(() => import('../../../callcenter/pages/desk.tsx'))
const Card = lazy(() => import('../../help/pages/card.tsx'))
const Security = lazy(() => import('./security/security.tsx'))
const WorkOrders = lazy(() => import('../../../callcenter/pages/orders/work-orders.tsx'))

/** Where somebody with these roles goes. */
function usePlaces() {
  const say = useWords(deskShellWords)
  const answers = hasRole(useUser(), ['agent', 'lead'])
  const oversees = hasRole(useUser(), ['lead', 'dispatcher', 'quality', 'manager', 'district-manager'])
  const orders: Place = {
    ...{ to: '/desk/orders', text: say('nav.orders'), icon: 'list' },
    badge: oversees && <EscalatedBadge className={placesCss.badge} />,
  }
  const shifts: Place = {
    ...{ to: '/desk/shifts', text: say('nav.shifts'), icon: 'person' },
    covers: ['/desk/roster', '/desk/forecast'],
  }
  const watches = hasRole(useUser(), ['lead', 'quality', 'manager'])
  const leads = hasRole(useUser(), ['lead'])
  const asks = answers || watches
  const knows = hasRole(useUser(), ['agent', 'lead', 'dispatcher', 'quality', 'district-manager', 'manager'])
  const places: Place[] = [
    ...(answers
      ? [{ to: '/desk', text: say('nav.call'), icon: 'phone', covers: ['/desk/applications'] } as Place]
      : []),
    orders,
    ...(answers || watches ? [{ to: '/desk/hand-ins', text: say('nav.handIns'), icon: 'swap' } as const] : []),
    ...(asks ? [{ to: '/desk/promises', text: say('nav.promises'), icon: 'phone' } as const] : []),
    ...(asks ? [{ to: '/desk/follow-ups', text: say('nav.followUps'), icon: 'phone' } as const] : []),
    ...(answers && !watches ? [{ to: '/desk/my-shifts', text: say('nav.myShifts'), icon: 'person' } as const] : []),
    ...(answers && !watches ? [{ to: '/desk/my-quality', text: say('nav.myQuality'), icon: 'check' } as const] : []),
    ...(asks ? [{ to: '/desk/matters', text: say('nav.matters'), icon: 'bell' } as const] : []),
    ...(knows ? [{ to: '/desk/knowledge', text: say('nav.knowledge'), icon: 'book' } as const] : []),
    ...(watches ? [{ to: '/desk/board', text: say('nav.board'), icon: 'curve' } as const] : []),
    ...(watches ? [{ to: '/desk/reasons', text: say('nav.reasons'), icon: 'search' } as const] : []),
    ...(watches ? [shifts] : []),
    ...(leads ? [{ to: '/desk/notices', text: say('nav.notices'), icon: 'bell' } as const] : []),
    ...(watches ? [{ to: '/desk/quality', text: say('nav.quality'), icon: 'check' } as const] : []),
    ...(watches ? [{ to: '/desk/menu', text: say('nav.menu'), icon: 'swap' } as const] : []),
  ]
  return { places, answers, watches, leads, asks, knows }
}

export default function Desk() {
  const { places, answers, watches, leads, asks, knows } = usePlaces()
  return (
    <StaffFrame shell="desk" places={places} status={<LiveLight />}>
      {answers && (
        <Suspense fallback={null}>
          <OfferBar />
        </Suspense>
      )}
      <Routes>
        <Route index element={answers ? <DeskPage /> : <Navigate to="/desk/orders" replace />} />
        {answers && <Route path="applications/new" element={<ApplyAtDesk />} />}
        {watches && <Route path="board" element={<Board />} />}
        {watches && <Route path="forecast" element={<Forecast />} />}
        {watches && <Route path="roster" element={<Roster />} />}
        {answers && <Route path="my-shifts" element={<MyShifts />} />}
        {watches && <Route path="reasons" element={<Reasons />} />}
        {watches && <Route path="quality" element={<Sheets />} />}
        {watches && <Route path="quality/results" element={<QualityResults />} />}
        {watches && <Route path="quality/:id" element={<Sheet />} />}
        {answers && <Route path="my-quality" element={<MySheets />} />}
        {answers && <Route path="my-quality/:id" element={<Sheet />} />}
        {watches && <Route path="shifts" element={<HandOvers />} />}
        {watches && <Route path="shifts/:id" element={<HandOver />} />}
        {asks && <Route path="matters" element={<Matters />} />}
        {leads && <Route path="notices" element={<Notices />} />}
        {watches && <Route path="menu" element={<Flows />} />}
        {watches && <Route path="menu/:version" element={<Flow />} />}
        {asks && <Route path="promises" element={<Promises />} />}
        {asks && <Route path="follow-ups" element={<FollowUps />} />}
        {knows && <Route path="knowledge" element={<Knowledge />} />}
        {watches && <Route path="knowledge/articles" element={<KnowledgeArticles />} />}
        {watches && <Route path="knowledge/articles/:articleId" element={<KnowledgeArticle />} />}
        {watches && <Route path="knowledge/tasks" element={<KnowledgeTasks />} />}
        {watches && <Route path="knowledge/synonyms" element={<Synonyms />} />}
        {(answers || watches) && <Route path="hand-ins" element={<HandIns />} />}
        <Route path="orders" element={<WorkOrders />} />
        <Route path="card" element={<Card />} />
        <Route path="security" element={<Security />} />
        <Route path="*" element={<MissingPage home="/desk" />} />
      </Routes>
    </StaffFrame>
  )
}
