import { Icon, type IconName } from '../../../app/web/kit/icons.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import { deskWords } from '../words.ts'
import css from './chat.module.css'

const icons: Partial<Record<Contact['channel'], IconName>> = { chat: 'chat', sms: 'sms', app: 'mobile', email: 'mail' }

/** By which channel he writes, by icon and word. */
export function ChannelMark({ channel }: { channel: Contact['channel'] }) {
  const say = useWords(deskWords)
  return (
    <span className={css.channel}>
      <Icon name={icons[channel] ?? 'chat'} size={14} />
      {say(`channel.${channel}`)}
    </span>
  )
}
