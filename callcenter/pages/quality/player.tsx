import { Alert, Button } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Listening, SheetDetail } from '../../quality/contract.ts'
import css from './quality.module.css'
import { qualityWords } from './words.ts'

/** What was recorded of the call; it comes when somebody asks to hear it. */
export function Player({ recordings }: { recordings: SheetDetail['recordings'] }) {
  const say = useWords(qualityWords)
  const [heard, setHeard] = useState<Listening>()
  const listening = useSubmit((id: number) =>
    write<Listening>('PUT', `/api/callcenter/recordings/${id}/listening`, undefined),
  )
  return (
    <Panel title={say('recording')}>
      <Trouble error={listening.error} />
      {recordings.length === 0 && <span className={css.small}>{say('recording.none')}</span>}
      {recordings.map(({ id, seconds, mayHear }) =>
        mayHear ? (
          <Button
            key={id}
            loading={listening.busy}
            onClick={async () => setHeard((await listening.submit(id))?.value ?? heard)}
          >
            {say('recording.listen', { seconds })}
          </Button>
        ) : (
          <span key={id}>{say('recording.withheld', { seconds })}</span>
        ),
      )}{' '}
      {recordings.some(({ mayHear }) => mayHear) && <span className={css.small}>{say('recording.audited')}</span>}
      {heard && (
        <>
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said. */}
          <audio className={css.player} controls src={`data:${heard.mediaType};base64,${heard.base64}`} />
          {heard.isSimulated && <Alert type="info" showIcon title={say('recording.simulated')} />}
        </>
      )}
    </Panel>
  )
}
