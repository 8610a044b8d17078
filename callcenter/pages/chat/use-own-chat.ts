import { useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { ApiError, newKey } from '../../../app/web/kit/api.ts'
import type { ChatMessage, chatBegun, OwnChat } from '../../chat/contract.ts'
import { ask, fetchFile } from './ask.ts'

type Begun = z.infer<typeof chatBegun>
const KEPT = 'dianhu.chat-visitor'
const POLL_MS = 2_500

export type OwnChatView = {
  chat: OwnChat | undefined
  /** True until it is known whether there is a conversation. */
  isOpening: boolean
  error: ApiError | undefined
  begin: (language: 'zh' | 'en') => Promise<void>
  send: (body: string) => Promise<boolean>
  sendFile: (file: { name: string; base64: string }) => Promise<boolean>
  saveFile: (id: number, name: string) => Promise<void>
  end: () => Promise<void>
  rate: (score: number) => Promise<void>
}

/**
 * The customer's own conversation. It asks for what came after the last message that it knows, so nothing is missed while the
 * connection was lost; a message that could not be sent is sent again under its key.
 */
export function useOwnChat(): OwnChatView {
  const [chat, setChat] = useState<OwnChat>()
  const [isOpening, setOpening] = useState(true)
  const [error, setError] = useState<ApiError>()
  const pending = useRef<{ body: string; key: string } | undefined>(undefined)
  const latest = useRef(0)
  const take = useCallback((next: OwnChat) => {
    setChat((old) => ({ ...next, messages: join(old?.messages ?? [], next.messages) }))
    latest.current = Math.max(latest.current, ...next.messages.map(({ id }) => id))
    setError(undefined)
  }, [])
  const poll = useCallback(async () => {
    try {
      take(await ask<OwnChat>('GET', `?after=${latest.current}`, kept()))
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 404) return
      setError(toError(cause))
    }
  }, [take])
  useEffect(() => {
    void poll().finally(() => setOpening(false))
  }, [poll])
  const isOpen = chat !== undefined && chat.endedAt === null
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => void poll(), POLL_MS)
    return () => clearInterval(timer)
  }, [isOpen, poll])
  const act = async (path: string, body?: object): Promise<boolean> => {
    try {
      take(await ask<OwnChat>('POST', path, kept(), body))
      return true
    } catch (cause) {
      setError(toError(cause))
      return false
    }
  }
  return {
    ...{ chat, isOpening, error },
    async begin(language) {
      try {
        const begun = await ask<Begun>('POST', '', kept(), { language })
        if (begun.visitor) localStorage.setItem(KEPT, begun.visitor)
        take(begun.chat)
      } catch (cause) {
        setError(toError(cause))
      }
    },
    async send(body) {
      if (pending.current?.body !== body) pending.current = { body, key: newKey() }
      const isSent = await act('/messages', pending.current)
      if (isSent) pending.current = undefined
      return isSent
    },
    sendFile: (file) => act('/attachments', { ...file, key: newKey() }),
    saveFile: (id, name) => save(id, name).catch((cause) => setError(toError(cause))),
    end: async () => void (await act('/end')),
    rate: async (score) => void (await act('/rating', { score })),
  }
}

/** Asked for with what a visitor is known by, which a link could not say. */
async function save(id: number, name: string): Promise<void> {
  const url = URL.createObjectURL(await fetchFile(`/attachments/${id}`, kept()))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function join(old: ChatMessage[], fresh: ChatMessage[]): ChatMessage[] {
  const all = new Map([...old, ...fresh].map((message) => [message.id, message]))
  return [...all.values()].sort((a, b) => a.id - b.id)
}

function kept(): string | null {
  return localStorage.getItem(KEPT)
}

function toError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError(0, 'OFFLINE', '')
}
