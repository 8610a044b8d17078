import type { ReactNode } from 'react'

const shapes = {
  home: <path d="M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5h-5v5H5a1 1 0 0 1-1-1z" />,
  curve: <path d="M4 4v15a1 1 0 0 0 1 1h15M7.5 15l3.2-4.5 3 2.5L19 7" />,
  bill: <path d="M6 3.5h12V21l-2.4-1.6L13.2 21l-2.4-1.6L8.4 21 6 19.4zM9.5 8h5M9.5 11.5h5M9.5 15h3" />,
  plug: <path d="M9 3v5M15 3v5M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5V21" />,
  phone: (
    <path d="M6.5 3.5h3l1.5 4-2 1.6a12 12 0 0 0 5.9 5.9l1.6-2 4 1.5v3c0 1-.8 2-2 2A15.5 15.5 0 0 1 4.5 5.5c0-1.2 1-2 2-2z" />
  ),
  search: <path d="M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3 20.5 20.5" />,
  warning: <path d="M12 4 2.8 19.5h18.4zM12 10v4.2M12 16.6v.4" />,
  meter: <path d="M5 4h14v16H5zM8 7.5h8v4H8zM9 16h.01M12 16h.01M15 16h.01" />,
  check: <path d="M6 3.5h12V20.5H6zM9 9l2 2 4-4M9 15.5h6" />,
  swap: <path d="M4.5 8.5h14l-3.5-4M19.5 15.5h-14l3.5 4" />,
  terminal: <path d="M4 5h16v10H4zM9 19.5h6M12 15v4.5M7.5 8.5 9.5 10l-2 1.5" />,
  list: <path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01" />,
  camera: <path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6z" />,
  book: <path d="M5 4.5h6a2 2 0 0 1 1 .3 2 2 0 0 1 1-.3h6V19h-6a1 1 0 0 0-1 1 1 1 0 0 0-1-1H5zM12 5v15" />,
  person: <path d="M12 4.5a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6zM4.5 20c.6-3.6 3.6-5.6 7.5-5.6s6.9 2 7.5 5.6" />,
  bell: <path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.2h4" />,
  coin: <path d="M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM9 8l3 4 3-4M12 12v4.5M9.5 12.5h5M9.5 14.7h5" />,
  chat: <path d="M4 5h16v11H10l-4.5 4v-4H4z" />,
  sms: <path d="M4 5h16v11H10l-4.5 4v-4H4zM8.5 10.5h.01M12 10.5h.01M15.5 10.5h.01" />,
  mobile: <path d="M7.5 3h9v18h-9zM11 18h2" />,
  mail: <path d="M4 6h16v12H4zM4 7.5l8 6 8-6" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      {shapes[name]}
    </svg>
  )
}
