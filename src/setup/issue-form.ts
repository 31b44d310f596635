/** Place of the issue form in a repository. */
export const ISSUE_FORM_FILE = '.github/ISSUE_TEMPLATE/speckit.yml';

/** A form that asks for what a specification needs. It sets no labels: those would have to exist. */
export const ISSUE_FORM = `# A form for features that are to be built by Speckit. Change it as you like.
name: Feature for Speckit
description: Describe a feature; then a comment starts its specification.
body:
  - type: markdown
    attributes:
      value: |
        Once the issue is filed, somebody with write access comments \`/speckit\` and a title, such as
        \`/speckit standard: Payment processing with Stripe\`. Nothing is implemented before a person has approved the plan.
  - type: textarea
    id: what
    attributes:
      label: What is to be built?
      description: For whom, and what they can do afterwards. No technology unless it is a requirement.
      placeholder: As a customer I can pay my order by card.
    validations:
      required: true
  - type: textarea
    id: why
    attributes:
      label: Why?
      description: The problem today, and how you will notice that it is solved.
  - type: textarea
    id: acceptance
    attributes:
      label: When is it done?
      description: What has to be true, one line each. These become requirements and tests.
      placeholder: |
        - A declined card shows the reason and keeps the cart.
        - A paid order is shown in the list within a second.
  - type: textarea
    id: limits
    attributes:
      label: What does not belong to it?
      description: What is to stay as it is, what comes later, links to what exists already.
`;
