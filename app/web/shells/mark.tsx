export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#0d5c73" />
      <path d="M17.8 5.5 8.6 18h6.1l-1.5 8.5L23.4 13h-6.6z" fill="#ffd27a" />
    </svg>
  )
}
