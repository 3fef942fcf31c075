/** A guided tour: an operation to open, and what to look at. `as`: the persona for whom it was written. */
export interface Example {
  title: string;
  about: string;
  query: string;
  variables?: unknown;
  as?: string;
}

const LAMBERT = "0000000196";
const BENALI = "0000010292";

/** Petra, whom the tour designates. Her number is synthetic: no living person has it. */
const PETRA = {
  firstName: "Petra",
  lastName: "Novák",
  nationalNumber: "03081591416",
  email: "petra.novak@demo.example",
  phone: "+32 470 12 34 56",
};

const WHO_MAY: Example = {
  title: "Who may do what",
  about: "The policy in force: every role with every action. It is read from files, and can change while you look.",
  query: `query WhoMayDoWhat {
  policy {
    version
    loadedAt
    matrix {
      role
      action
      allowed
    }
  }
}`,
};

/** Léa's way from the public search to a mandate, in the demo's world. */
export const DEMO: readonly Example[] = [
  {
    title: "Find the company",
    about: "Anyone may use the public search. The names and functions of those who represent a company are public.",
    query: `query FindTheCompany {
  companies(search: "boul lamb") {
    edges {
      node {
        number
        name
        status
        representatives {
          edges {
            node {
              firstName
              lastName
              function {
                label
              }
              signingPower
              legalRepresentative
            }
          }
        }
      }
    }
  }
}`,
  },
  {
    title: "Ask before you try",
    about: "What a page needs to grey out its buttons. Be lea, then bruno, then chantal, and read why not.",
    as: "bruno",
    query: `query AskBeforeYouTry($company: EnterpriseNumber!) {
  company(number: $company) {
    name
    viewerRoles
    designate: viewerCan(action: MANAGER_DESIGNATE) {
      allowed
      reason
      message
      requires
      missing
    }
    account {
      status
    }
    chiefAccessManager {
      firstName
      lastName
      email
    }
  }
}`,
    variables: { company: LAMBERT },
  },
  {
    title: "Designate the Chief Access Manager",
    about: "Only a legal representative may. Refusals are data, in errors: try it as bruno first, then as lea.",
    as: "lea",
    query: `mutation Designate($input: DesignateChiefAccessManagerInput!) {
  designateChiefAccessManager(input: $input) {
    manager {
      firstName
      lastName
      status
    }
    errors {
      code
      message
      path
      ... on ForbiddenError {
        decision {
          reason
          missing
        }
      }
      ... on ConflictError {
        conflict
      }
    }
  }
}`,
    variables: { input: { company: LAMBERT, manager: PETRA } },
  },
  {
    title: "Sign in for the first time",
    about: "Petra's first sign-in makes her active, and the account of the company with her: it happens by itself.",
    as: "petra",
    query: `query SignInForTheFirstTime($company: EnterpriseNumber!) {
  viewer {
    person {
      firstName
    }
    companies {
      edges {
        node {
          name
          viewerRoles
        }
      }
    }
  }
  company(number: $company) {
    account {
      status
      activatedAt
    }
    chiefAccessManager {
      firstName
      status
    }
  }
}`,
    variables: { company: LAMBERT },
  },
  {
    title: "Activate the e-Box",
    about: "The official mailbox of the company, activated once, by a legal representative.",
    as: "lea",
    query: `mutation ActivateTheEbox($input: ActivateEboxInput!) {
  activateEbox(input: $input) {
    ebox {
      status
      activatedAt
      notificationEmail
    }
    errors {
      code
      message
    }
  }
}`,
    variables: { input: { company: LAMBERT, notificationEmail: "post@lambert.example" } },
  },
  {
    title: "Look back",
    about: "What happened, when, and by whom; refusals too. As petra, and as bruno, who may not.",
    as: "lea",
    query: `query LookBack($company: EnterpriseNumber!) {
  company(number: $company) {
    history(first: 10) {
      edges {
        node {
          at
          event
          message
          by {
            firstName
            lastName
          }
        }
      }
    }
    nextSteps {
      message
      done
    }
  }
}`,
    variables: { company: LAMBERT },
  },
  {
    title: "Prepare a mandate",
    about: "An electronic proxy to a provider. The provider's side may prepare it too: be gita for that.",
    as: "gita",
    query: `mutation PrepareAMandate($input: DraftMandateInput!) {
  draftMandate(input: $input) {
    mandate {
      id
      status
      waitingFor
      proxy {
        sha256
        pdfUrl
      }
    }
    errors {
      code
      message
    }
  }
}`,
    variables: {
      input: {
        principal: LAMBERT,
        mandatary: BENALI,
        providerKind: "ACCOUNTANT",
        applicationGroups: ["DMFA_DIMONA"],
        startQuarter: "2040-Q1",
      },
    },
  },
  {
    title: "See what waits for you",
    about: "Mandates to sign. The card reader, in the bar on the left, signs the first of them.",
    as: "lea",
    query: `query WhatWaitsForMe {
  viewer {
    tasks {
      edges {
        node {
          message
          dueAt
          ... on SignMandateTask {
            side
            mandate {
              id
              status
            }
          }
        }
      }
    }
  }
}`,
  },
  {
    title: "Watch it happen",
    about: "Runs until you stop it. Open this page in another tab, act there, and see the event arrive here.",
    as: "lea",
    query: `subscription WatchItHappen($company: EnterpriseNumber!) {
  companyChanged(number: $company) {
    id
    at
    company {
      name
    }
    ... on CompanyChanged {
      action
    }
  }
}`,
    variables: { company: LAMBERT },
  },
  WHO_MAY,
];

/** What can be asked of any gateway. */
export const ANYWHERE: readonly Example[] = [
  {
    title: "Find a company",
    about: "Anyone may use the public search, by the words of a name or by a number.",
    query: `query FindACompany {
  companies(search: "sociaal secretariaat") {
    edges {
      node {
        number
        name
        status
      }
    }
  }
}`,
  },
  {
    title: "Which companies are mine",
    about: "Those in which you hold a role, and what waits for you there. Sign in first.",
    query: `query WhichAreMine {
  viewer {
    person {
      firstName
      lastName
    }
    companies {
      edges {
        node {
          number
          name
          viewerRoles
        }
      }
    }
    tasks {
      edges {
        node {
          message
          dueAt
        }
      }
    }
  }
}`,
  },
  {
    title: "Ask before you try",
    about: "Every decision about one company: what a page needs to grey out its buttons.",
    query: `query AskBeforeYouTry($company: EnterpriseNumber!) {
  company(number: $company) {
    name
    viewerPermissions {
      action
      allowed
      message
    }
  }
}`,
    variables: { company: "" },
  },
  WHO_MAY,
];
