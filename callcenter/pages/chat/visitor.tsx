import { App } from 'antd'
import { Link } from 'react-router'
import { useWords } from '../../../app/web/kit/words.ts'
import { LanguageSwitch } from '../../../app/web/shells/language-switch.tsx'
import css from './chat.module.css'
import OwnChatPage from './own-chat.tsx'
import { chatWords } from './words.ts'

/** 在线客服 for whoever has no log-in. */
export default function VisitorChat() {
  const say = useWords(chatWords)
  return (
    <App>
      <main className={css.bare}>
        <div className={css.standing}>
          <Link to="/login">{say('log-in')}</Link>
          <LanguageSwitch />
        </div>
        <OwnChatPage isVisitor />
      </main>
    </App>
  )
}
