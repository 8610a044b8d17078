import './kit/base.css'
import { ConfigProvider } from 'antd'
import enUS from 'antd/es/locale/en_US.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, Route, Routes } from 'react-router'
import { useNarrow } from './kit/narrow.ts'
import { SessionProvider } from './kit/session.tsx'
import { dayTheme, fingerTheme } from './kit/theme.ts'
import { startWords, useLanguage } from './kit/words.ts'
import { Boundary } from './shells/boundary.tsx'
import { Gate } from './shells/gate.tsx'
import { Opening } from './shells/opening.tsx'

const Login = lazy(() => import('./shells/login.tsx'))
const SignUp = lazy(() => import('../citizens/pages/sign-up.tsx'))
const Forgotten = lazy(() => import('../citizens/pages/forgotten.tsx'))
const VisitorChat = lazy(() => import('../../callcenter/pages/chat/visitor.tsx'))
const Survey = lazy(() => import('../../callcenter/pages/follow-up/survey.tsx'))
const TownMessages = lazy(() => import('../messages/pages/town-messages.tsx'))
const Customer = lazy(() => import('./shells/customer.tsx'))
const Field = lazy(() => import('./shells/field.tsx'))
const Desk = lazy(() => import('./shells/desk.tsx'))
const Grid = lazy(() => import('./shells/grid.tsx'))
const Office = lazy(() => import('./shells/office.tsx'))

function Screens() {
  const [language] = useLanguage()
  const theme = useNarrow() ? fingerTheme(dayTheme) : dayTheme
  return (
    <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <Boundary>
        <SessionProvider>
          <Suspense fallback={<Opening />}>
            <Routes>
              <Route path="/login" element={<Login />} />
              <Route path="/sign-up" element={<SignUp />} />
              <Route path="/forgotten" element={<Forgotten />} />
              <Route path="/chat" element={<VisitorChat />} />
              <Route path="/survey" element={<Survey />} />
              <Route path="/town/messages" element={<TownMessages />} />
              <Route
                path="/desk/*"
                element={
                  <Gate shell="desk">
                    <Desk />
                  </Gate>
                }
              />
              <Route
                path="/grid/*"
                element={
                  <Gate shell="grid">
                    <Grid />
                  </Gate>
                }
              />
              <Route
                path="/office/*"
                element={
                  <Gate shell="office">
                    <Office />
                  </Gate>
                }
              />
              <Route path="/field/*" element={<Field />} />
              <Route
                path="/*"
                element={
                  <Gate shell="customer">
                    <Customer />
                  </Gate>
                }
              />
            </Routes>
          </Suspense>
        </SessionProvider>
      </Boundary>
    </ConfigProvider>
  )
}

const host = document.getElementById('root')
if (!host) throw new Error('index.html has no #root')
await startWords()
createRoot(host).render(
  <StrictMode>
    <BrowserRouter>
      <Screens />
    </BrowserRouter>
  </StrictMode>,
)
