import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PointDetail } from '../contract.ts'
import type { RegisterHistoryView, VerdictInput } from '../vee/shapes.ts'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'
import { meteringWords } from './words.ts'

type Asked = { title: string; path: string; body: Omit<VerdictInput, 'reason'> | Record<string, never> }

/** Where registers did not simply count on, doubted values, and people's verdicts over the rules', each with its undo. */
export function RegisterHistory({
  pointId,
  suspects,
  changed,
}: {
  pointId: number
  suspects: z.infer<typeof PointDetail>['suspects']
  changed: () => void
}) {
  const say = useWords(validationWords)
  const word = useWords(meteringWords)
  const mayRule = hasRole(useUser(), ['acquisition', 'grid'])
  const history = useResource<RegisterHistoryView>(`/api/metering/points/${pointId}/register-history`)
  const [asked, setAsked] = useState<Asked>()
  const { breaks = [], verdicts = [] } = history.data ?? {}
  const doubted = suspects.filter(({ status }) => status !== 'confirmed')
  if (breaks.length + verdicts.length + doubted.length === 0) return null
  const ask = (title: string, body: Omit<VerdictInput, 'reason'>) =>
    setAsked({ title, path: `/api/metering/points/${pointId}/register-verdicts`, body })
  return (
    <Panel title={say('history.title')}>
      {verdicts.map((verdict) => (
        <div key={verdict.verdictId} className={css.row}>
          <Pill tone="calm">{say(`history.${verdict.kind}`)}</Pill>
          <span className={css.grow}>
            {word.code('role', verdict.role)} {quantity(verdict.wh / 1000, 2)} · {instant(verdict.at)}
            <div className={css.note}>{say('history.by', { name: verdict.decidedBy, reason: verdict.reason })}</div>
          </span>
          {verdict.undoneBy ? (
            <span className={css.note}>{say('history.undone', { name: verdict.undoneBy })}</span>
          ) : (
            mayRule && (
              <Button
                size="small"
                onClick={() =>
                  setAsked({
                    title: say('history.undo'),
                    path: `/api/metering/register-verdicts/${verdict.verdictId}/undoing`,
                    body: {},
                  })
                }
              >
                {say('history.undo')}
              </Button>
            )
          )}
        </div>
      ))}
      {breaks.map((each) => (
        <div key={`${each.role} ${each.afterAt}`} className={css.row}>
          <Pill tone={each.kind === 'rollover' ? 'calm' : 'warn'}>{say(`history.${each.kind}`)}</Pill>
          <span className={css.grow}>
            {word.code('role', each.role)} {quantity(each.beforeWh / 1000, 2)} → {quantity(each.afterWh / 1000, 2)} kWh
            <div className={css.note}>
              {instant(each.beforeAt)} – {instant(each.afterAt)}
            </div>
          </span>
          {mayRule && (
            <Button
              size="small"
              onClick={() => ask(say('history.reject'), { kind: 'reject-break', role: each.role, at: each.afterAt })}
            >
              {say('history.reject')}
            </Button>
          )}
        </div>
      ))}
      {doubted.slice(0, 10).map((suspect) => {
        const [role = 'importTotal', wh = 0] = Object.entries(suspect.registers)[0] ?? []
        return (
          <div key={`${suspect.at} ${role} ${wh}`} className={css.row}>
            <Pill tone="warn">{word(`suspect.${suspect.status}`)}</Pill>
            <span className={css.grow}>
              {word.code('role', role)} {quantity(wh / 1000, 2)} kWh · {instant(suspect.at)}
              <div className={css.note}>
                {say.code('because', suspect.because)}
                {suspect.untilAt &&
                  ` · ${say('history.again', { count: suspect.times, at: instant(suspect.untilAt) })}`}
              </div>
            </span>
            {mayRule && (
              <Button
                size="small"
                onClick={() => ask(say('history.confirm'), { kind: 'confirm-reading', role, at: suspect.at })}
              >
                {say('history.confirm')}
              </Button>
            )}
          </div>
        )
      })}
      {asked && (
        <VerdictDialog
          asked={asked}
          close={() => setAsked(undefined)}
          done={() => {
            setAsked(undefined)
            history.reload()
            changed()
          }}
        />
      )}
    </Panel>
  )
}

function VerdictDialog({ asked, close, done }: { asked: Asked; close: () => void; done: () => void }) {
  const say = useWords(validationWords)
  const [reason, setReason] = useState('')
  const send = useSubmit((input: Record<string, unknown>, key) => write('POST', asked.path, input, key))
  const submit = async () => {
    if (await send.submit({ ...asked.body, reason: reason.trim() })) done()
  }
  return (
    <Modal
      open
      title={asked.title}
      onCancel={close}
      onOk={submit}
      okButtonProps={{ disabled: reason.trim().length < 2 }}
      confirmLoading={send.busy}
    >
      <Trouble error={send.error} />
      <Input.TextArea
        rows={3}
        maxLength={500}
        autoFocus
        aria-label={say('reason')}
        placeholder={say('reason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
