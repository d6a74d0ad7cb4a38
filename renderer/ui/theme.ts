import { theme, type ThemeConfig } from 'antd';

/** The colours of the design. Colour never speaks alone: a shape, a word or a place says the same. */
export const colours = {
  background: '#0B1016',
  panel: '#111923',
  raised: '#17222E',
  line: '#223040',
  text: '#E6EDF3',
  soft: '#9FB0C0',
  faint: '#66788A',
  select: '#4FA8FF',
  live: '#2ED3A2',
  talk: '#FFB020',
  alarm: '#FF5A5F',
  off: '#5F7080',
} as const;

export const fontFamily =
  "'HarmonyOS Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

export const themeConfig: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: '#2F7FD1',
    colorInfo: colours.select,
    colorSuccess: colours.live,
    colorWarning: colours.talk,
    colorError: colours.alarm,
    colorLink: colours.select,
    colorBgBase: colours.background,
    colorBgContainer: colours.raised,
    colorBgElevated: colours.raised,
    colorBgLayout: colours.background,
    colorBorder: colours.line,
    colorBorderSecondary: colours.line,
    colorTextBase: colours.text,
    colorTextSecondary: colours.soft,
    colorTextTertiary: colours.faint,
    fontFamily,
    fontSize: 14,
    borderRadius: 6,
    sizeStep: 4,
    wireframe: false,
    // Nothing moves that has not changed; and a spinner that ends by an animation can stay for ever.
    motion: false,
  },
};
