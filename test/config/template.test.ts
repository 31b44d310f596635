import { describe, expect, it } from '@jest/globals';
import { configJsonSchema } from '../../src/config/json-schema.js';
import { parseConfig } from '../../src/config/load.js';
import { defaultConfig } from '../../src/config/schema.js';
import { CONFIG_TEMPLATE } from '../../src/config/template.js';

describe('the file that init writes', () => {
  it('changes nothing as it is', () => {
    expect(parseConfig(CONFIG_TEMPLATE).config).toEqual(defaultConfig());
  });

  it('shows the true defaults', () => {
    const uncommented = CONFIG_TEMPLATE.replace(/^#(?! )|^#(?= {2})/gm, '');
    expect(parseConfig(uncommented)).toEqual({ config: defaultConfig(), problems: [] });
  });

  it('shows every section', () => {
    const shown = [...CONFIG_TEMPLATE.matchAll(/^#([a-z_]+):/gm)].map(([, key]) => key);
    const sections = Object.entries(configJsonSchema().properties ?? {});
    expect(new Set([...shown, 'pull_requests'])).toEqual(new Set(sections.map(([key]) => key)));
  });
});
