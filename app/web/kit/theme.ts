import type { ThemeConfig } from 'antd'

/** Whoever asks his system for less motion gets none: dialogs and lists are there, or gone, at once. */
const motion = !window.matchMedia('(prefers-reduced-motion: reduce)').matches

const shared = {
  motion,
  fontFamily: 'var(--font)',
  fontSize: 14,
  borderRadius: 6,
  wireframe: false,
}

export const dayTheme: ThemeConfig = {
  token: {
    ...shared,
    colorPrimary: '#0d5c73',
    // What is chosen, in a list or a table: derived from so dark a colour, its text could not be read.
    colorPrimaryBg: '#e2eff3',
    colorPrimaryBgHover: '#d3e6ec',
    colorInfo: '#0d5c73',
    colorSuccess: '#1b7a52',
    colorWarning: '#a35c00',
    colorError: '#b3261e',
    colorTextBase: '#13252e',
    colorBgLayout: '#f2f5f6',
    colorBorder: '#c5d0d5',
    colorBorderSecondary: '#dfe6e9',
    colorLink: '#0d5c73',
    colorTextPlaceholder: '#6b7f89',
    colorInfoBg: '#e2eff3',
    colorInfoBorder: '#b9d6df',
    colorWarningBg: '#fdf1dc',
    colorWarningBorder: '#ecd3a4',
    colorErrorBg: '#fbe9e7',
    colorErrorBorder: '#efc4bf',
    colorSuccessBg: '#e3f3ea',
    colorSuccessBorder: '#bfe0cf',
  },
  components: {
    Table: { headerBg: '#f8fafb', headerColor: '#475b65', cellPaddingBlockSM: 7, headerSplitColor: 'transparent' },
  },
}

/** The grid's control room is dark and grey: colour is kept for what is abnormal. */
export const nightTheme: ThemeConfig = {
  token: {
    ...shared,
    fontSize: 13,
    colorPrimary: '#3d9db8',
    colorPrimaryBg: '#17404d',
    colorPrimaryBgHover: '#1f4f5e',
    colorInfo: '#3d9db8',
    colorSuccess: '#58c08d',
    colorWarning: '#f0b04a',
    colorError: '#ff7b6e',
    colorTextBase: '#e3edf1',
    colorBgBase: '#14242c',
    colorBgContainer: '#14242c',
    colorBgElevated: '#1a2d36',
    colorBgLayout: '#0d191f',
    colorBorder: '#35505c',
    colorBorderSecondary: '#243842',
    colorLink: '#4fb3cf',
    colorTextPlaceholder: '#8298a2',
    // Also the ring round what has the focus.
    colorPrimaryBorder: '#83d0e4',
    // Not the day's pale ones, on which light text cannot be read.
    colorInfoBg: '#17404d',
    colorInfoBorder: '#2b6475',
    colorWarningBg: '#3a2f1a',
    colorWarningBorder: '#6b5426',
    colorErrorBg: '#3d2322',
    colorErrorBorder: '#71403b',
    colorSuccessBg: '#1b3a2c',
    colorSuccessBorder: '#2f6249',
  },
  components: {
    Table: { headerBg: '#1a2d36', headerColor: '#a9bcc5', cellPaddingBlockSM: 5, headerSplitColor: 'transparent' },
    Segmented: { trackBg: '#0d191f', itemSelectedBg: '#2b4854', itemSelectedColor: '#e3edf1' },
  },
}

/** On a phone what is pressed is as large as a finger. */
export function fingerTheme(theme: ThemeConfig): ThemeConfig {
  return { ...theme, token: { ...theme.token, controlHeight: 42, controlHeightSM: 38 } }
}
