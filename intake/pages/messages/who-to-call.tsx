import { Button } from 'antd'
import type { z } from 'zod'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { whoToCall } from '../../messages/contract.ts'
import css from './messages.module.css'
import { messageWords } from './words.ts'

/** The office that has it, then the hotline. */
export function WhoToCall({ path }: { path: string }) {
  const say = useWords(messageWords)
  const found = useResource<z.infer<typeof whoToCall>>(`${path}/contact`)
  return (
    <Panel title={say('call.title')} label={say('call.title')}>
      <Shown of={found} rows={2}>
        {({ unitName, office, hotline }) => (
          <div className={css.call}>
            <span>{say('call.lead', { unit: unitName })}</span>
            {[office, hotline].map(
              (contact) =>
                contact && (
                  <div key={contact.phone} className={css.line}>
                    <span>
                      {contact.name}
                      {contact.hours && <span className={css.note}> · {contact.hours}</span>}
                    </span>
                    <Button href={`tel:${contact.phone}`}>{contact.phone}</Button>
                  </div>
                ),
            )}
            {!office && <span className={css.note}>{say('call.none')}</span>}
          </div>
        )}
      </Shown>
    </Panel>
  )
}
