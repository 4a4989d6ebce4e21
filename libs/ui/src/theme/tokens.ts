import { theme, type ThemeConfig } from 'antd';

const FONT =
  "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

const shared = { borderRadius: 8, fontFamily: FONT, fontSize: 14, wireframe: false };

const light: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#1f5fd6',
    colorInfo: '#1f5fd6',
    colorSuccess: '#13875a',
    colorWarning: '#b86e00',
    colorError: '#cc3340',
    // What antd derives from colours this dark is grey.
    colorSuccessBg: '#e5f6ee',
    colorSuccessBorder: '#a5dbc2',
    colorWarningBg: '#fff6e2',
    colorWarningBorder: '#f0d08c',
    // antd's own has less contrast than WCAG AA asks for.
    colorTextDescription: '#5b6675',
    colorTextBase: '#18202c',
    colorBgLayout: '#f4f6f9',
    colorBorderSecondary: '#e6eaf0',
  },
};

const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#4c8dff',
    colorInfo: '#4c8dff',
    colorSuccess: '#3fb984',
    colorWarning: '#e0a030',
    colorError: '#f0646e',
    colorTextDescription: '#9aa6b6',
    colorTextBase: '#e8edf5',
    colorBgBase: '#0f141b',
    colorBgLayout: '#0b0f15',
  },
};

const components: NonNullable<ThemeConfig['components']> = {
  Layout: { headerHeight: 56, headerPadding: '0 20px' },
  Menu: { itemHeight: 38, itemBorderRadius: 8, activeBarBorderWidth: 0 },
  Table: { cellPaddingBlockMD: 10, cellPaddingInlineMD: 16, headerBorderRadius: 8 },
  Card: { headerHeight: 48, bodyPadding: 20 },
};

export const themeOf = (isDark: boolean): ThemeConfig => ({ ...(isDark ? dark : light), components });
