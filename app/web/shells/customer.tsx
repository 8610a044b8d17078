import { App, Button } from 'antd'
import { lazy, Suspense } from 'react'
import { Link, NavLink, Route, Routes, useLocation } from 'react-router'
import { Icon, type IconName } from '../kit/icons.tsx'
import { useSession, useUser } from '../kit/session.tsx'
import { useWords } from '../kit/words.ts'
import { kitWords } from '../kit/words-kit.ts'
import { isAskedAt } from './agreement.ts'
import { Boundary } from './boundary.tsx'
import css from './customer.module.css'
import { CustomerAccount } from './customer-account.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { MissingPage } from './missing-page.tsx'
import { Opening } from './opening.tsx'
import { UserLink } from './security/user-link.tsx'
import { shellWords } from './words.ts'

const Home = lazy(() => import('./customer-home.tsx'))
// Fetched after the page: it must not wait for them.
const Bell = lazy(() => import('../../notices/pages/bell.tsx'))
const Help = lazy(() => import('../../help/pages/help.tsx'))
const CallsToMe = lazy(() => import('../../../callcenter/pages/call/calls-to-me.tsx'))
const LatestLogIn = lazy(() => import('./security/latest-log-in.tsx'))
const Usage = lazy(() => import('../../../metering/pages/customer-usage.tsx'))
const Bills = lazy(() => import('../../../billing/pages/customer-bills.tsx'))
const Bill = lazy(() => import('../../../billing/pages/customer-bill.tsx'))
const Charge = lazy(() => import('../../../billing/pages/charges/customer-charge.tsx'))
const Inbox = lazy(() => import('../../notices/pages/inbox.tsx'))
const NoticeSettings = lazy(() => import('../../notices/pages/settings.tsx'))
const Accounts = lazy(() => import('../../citizens/pages/my-accounts.tsx'))
const AgreeAgain = lazy(() => import('../../citizens/pages/agree-again.tsx'))
const Data = lazy(() => import('../../citizens/pages/my-data.tsx'))
const Security = lazy(() => import('../../citizens/pages/my-security.tsx'))
const Chat = lazy(() => import('../../../callcenter/pages/chat/own-chat.tsx'))
const Ratings = lazy(() => import('../../../callcenter/pages/follow-up/own-ratings.tsx'))
const Card = lazy(() => import('../../help/pages/card.tsx'))
const Applications = lazy(() => import('../../../intake/pages/my-applications.tsx'))
const Application = lazy(() => import('../../../intake/pages/my-application.tsx'))
const Apply = lazy(() => import('../../../intake/pages/apply.tsx'))

export default function Customer() {
  const { pathname } = useLocation()
  const isAsked = useUser().agreementDue && isAskedAt(pathname)
  return (
    <App>
      <div className={css.frame}>
        <Bar />
        <Tabs />
        <main className={css.content}>
          <Suspense fallback={null}>
            <CallsToMe />
            <LatestLogIn to="/my/security" />
            <Help />
          </Suspense>
          <Boundary at={pathname}>
            <Suspense fallback={<Opening />}>{isAsked ? <AgreeAgain /> : <Pages />}</Suspense>
          </Boundary>
        </main>
      </div>
    </App>
  )
}

function Pages() {
  return (
    <CustomerAccount>
      <Suspense fallback={<Opening />}>
        <Routes>
          <Route index element={<Home />} />
          <Route path="my/usage" element={<Usage />} />
          <Route path="my/bills" element={<Bills />} />
          <Route path="my/bills/:billId" element={<Bill />} />
          <Route path="my/charges/:chargeId" element={<Charge />} />
          <Route path="my/applications" element={<Applications />} />
          <Route path="my/applications/new" element={<Apply />} />
          <Route path="my/applications/:applicationId" element={<Application />} />
          <Route path="my/messages" element={<Inbox />} />
          <Route path="my/messages/settings" element={<NoticeSettings />} />
          <Route path="my/accounts" element={<Accounts />} />
          <Route path="my/data" element={<Data />} />
          <Route path="my/security" element={<Security />} />
          <Route path="my/chat" element={<Chat />} />
          <Route path="my/ratings" element={<Ratings />} />
          <Route path="my/card" element={<Card />} />
          <Route path="*" element={<MissingPage home="/" />} />
        </Routes>
      </Suspense>
    </CustomerAccount>
  )
}

function Bar() {
  const say = useWords(shellWords)
  const product = useWords(kitWords)
  const user = useUser()
  const { logOut } = useSession()
  return (
    <>
      <header className={css.bar}>
        <div className={css.barIn}>
          <Link to="/" className={css.brand}>
            <Mark size={28} />
            {product('product')}
          </Link>
          <span className={css.spring} />
          <Suspense fallback={null}>
            <Bell />
            <Help card="/my/card" />
          </Suspense>
          <UserLink to="/my/security" />
          <LanguageSwitch />
          <Button size="small" type="text" onClick={() => logOut()}>
            {say('logOut')}
          </Button>
        </div>
      </header>
      {user.town && <div className={css.town}>{say('home.town')}</div>}
    </>
  )
}

function Tabs() {
  const say = useWords(shellWords)
  const tabs: { to: string; text: string; icon: IconName }[] = [
    { to: '/', text: say('nav.home'), icon: 'home' },
    { to: '/my/usage', text: say('nav.curve'), icon: 'curve' },
    { to: '/my/bills', text: say('nav.bills'), icon: 'bill' },
    { to: '/my/applications', text: say('nav.applications'), icon: 'plug' },
    { to: '/my/accounts', text: say('nav.mine'), icon: 'person' },
  ]
  return (
    <nav className={css.tabs} aria-label={say('menu')}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.to}>
            <NavLink to={tab.to} end={tab.to === '/'} className={css.tab}>
              <Icon name={tab.icon} size={22} />
              {tab.text}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
