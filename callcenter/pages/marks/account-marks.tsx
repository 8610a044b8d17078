import { Button } from 'antd'
import { useState } from 'react'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallerMarks } from '../../marks/contract.ts'
import { MarkPills } from './mark-pills.tsx'
import css from './marks.module.css'
import { ProposeDialog } from './propose-dialog.tsx'
import { markWords } from './words.ts'

/** Marks of the account whose file is looked at while nobody is on the line. */
export function AccountMarks({ accountNo }: { accountNo: string }) {
  const say = useWords(markWords)
  const marks = useResource<CallerMarks>(`/api/callcenter/accounts/${accountNo}/marks`)
  useLiveReload(['caller-mark.changed'], marks.reload, 300)
  const [isProposing, propose] = useState(false)
  // That the file cannot be read the file itself says.
  if (!marks.data) return marks.error?.status === 404 ? null : <Trouble error={marks.error} retry={marks.reload} />
  return (
    <Panel
      title={say('title')}
      extra={
        <Button size="small" onClick={() => propose(true)}>
          {say('propose.open')}
        </Button>
      }
    >
      {marks.data.marks.length === 0 ? (
        <span className={css.small}>{say('none')}</span>
      ) : (
        <div className={css.stack}>
          <MarkPills marks={marks.data.marks} />
        </div>
      )}
      {isProposing && (
        <ProposeDialog
          contact={null}
          accountNo={accountNo}
          close={(isDone) => {
            propose(false)
            if (isDone) marks.reload()
          }}
        />
      )}
    </Panel>
  )
}
