"""What repeats from page to page of a site: navigation, notices, teasers, and hardly ever an article.

`SiteProfile.learn` goes through pages; `newsclean.clean` takes what came of it as evidence. Every page is reduced to a
`Sketch` (in whatever process), sketches are gathered by a `Learner`, on the disk where they are many.
"""

from __future__ import annotations

from newsclean.profile.keys import host_of
from newsclean.profile.learner import Learner
from newsclean.profile.site_profile import HostProfile, SiteProfile
from newsclean.profile.sketch import Sketch, sketch

__all__ = ["HostProfile", "Learner", "SiteProfile", "Sketch", "host_of", "sketch"]
