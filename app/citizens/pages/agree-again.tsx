import { Button } from 'antd'
import { Link } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { useSession } from '../../web/kit/session.tsx'
import { Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Terms } from '../contract.ts'
import { citizenWords } from './citizen-words.ts'
import css from './citizens.module.css'
import { PrivacyText } from './privacy.tsx'

/** The privacy text is another by now: agreed to again, or left; one's data, one's password and the way out stay open. */
export default function AgreeAgain() {
  const say = useWords(citizenWords)
  const { changed } = useSession()
  const terms = useResource<Terms>('/api/citizens/terms')
  const agreeing = useSubmit((privacyVersion: string) => write('PUT', '/api/citizens/me/agreement', { privacyVersion }))
  const agree = async (version: string) => {
    if (await agreeing.submit(version)) changed()
  }
  return (
    <Page title={say('privacy.again')} lead={say('privacy.again.lead')}>
      <Shown of={terms} rows={8}>
        {({ privacy }) => (
          <Panel title={say('privacy.title')}>
            <PrivacyText text={privacy} />
            <Trouble error={agreeing.error} />
            <div className={css.acts}>
              <Button type="primary" loading={agreeing.busy} onClick={() => agree(privacy.version)}>
                {say('privacy.ok')}
              </Button>
              <Link to="/my/data">{say('privacy.leave')}</Link>
            </div>
          </Panel>
        )}
      </Shown>
    </Page>
  )
}
