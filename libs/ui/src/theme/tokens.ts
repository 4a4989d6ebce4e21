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
    colorSuccess: '#0f7a50',
    colorWarning: '#9a5c00',
    colorError: '#cc3340',
    // What antd derives from colours this dark is grey.
    colorSuccessBg: '#e5f6ee',
    colorSuccessBorder: '#a5dbc2',
    colorWarningBg: '#fff6e2',
    colorWarningBorder: '#f0d08c',
    // antd's own have less contrast than WCAG AA asks for. What is disabled is read as well: settings one may see and not change.
    colorTextDescription: '#5b6675',
    colorTextPlaceholder: '#6b7482',
    colorTextDisabled: '#7d8694',
    gold7: '#8a5a00',
    orange7: '#a34e00',
    cyan7: '#006d75',
    colorTextBase: '#18202c',
    colorBgLayout: '#f4f6f9',
    colorBorderSecondary: '#e6eaf0',
  },
};

const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#5b9aff',
    colorInfo: '#5b9aff',
    colorSuccess: '#4cc48f',
    colorWarning: '#e8ab3f',
    colorError: '#f47078',
    colorLink: '#86b6ff',
    colorTextDescription: '#9aa5b4',
    colorTextPlaceholder: '#8b95a3',
    colorTextDisabled: '#7c8796',
    colorTextBase: '#eef2f8',
    // antd would derive these from one base, and make a blue of a grey.
    colorBgLayout: '#0d1014',
    colorBgContainer: '#161a20',
    colorBgElevated: '#1d222a',
    colorBorder: '#363e4a',
    colorBorderSecondary: '#272d37',
  },
};

const componentsOf = (accent: string, label: string, onPrimary: string): NonNullable<ThemeConfig['components']> => ({
  Button: { primaryColor: onPrimary },
  Layout: { headerHeight: 56, headerPadding: '0 20px' },
  Menu: { itemHeight: 38, itemBorderRadius: 8, activeBarBorderWidth: 0, itemSelectedColor: accent },
  Table: { cellPaddingBlockMD: 10, cellPaddingInlineMD: 16, headerBorderRadius: 8 },
  Card: { headerHeight: 48, bodyPadding: 20 },
  Descriptions: { labelColor: label },
  Slider: { trackBg: accent, trackHoverBg: accent, handleColor: accent },
});

export function themeOf(isDark: boolean): ThemeConfig {
  const components = isDark
    ? componentsOf('#86b6ff', '#9aa5b4', '#07101f')
    : componentsOf('#1f5fd6', '#5b6675', '#ffffff');
  return { ...(isDark ? dark : light), components };
}
