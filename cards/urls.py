"""The site's own URLs, in lists grouped by the path they share."""

from django.urls import URLPattern, URLResolver, include, path

from cards.views import (
    appeals,
    card_search,
    challenges,
    changed_cards,
    coding,
    decks,
    home,
    interview_cards,
    interview_debriefs,
    interview_reports,
    interview_rooms,
    interview_shares,
    interviews,
    leeches,
    pages,
    pairings,
    personal_cards,
    plan,
    practice,
    preview,
    scripts,
    settings,
    standings,
    study,
    team_decks,
    team_interviews,
    team_members,
    teams,
    trial,
)

study_urls = [
    path("", study.study, name="study"),
    path("answers/", study.check_answer, name="check-answer"),
    path("answers/preview/", preview.preview_answer, name="preview-answer"),
    path("appeals/", appeals.make_appeal, name="make-appeal"),
    path("reviews/", study.rate_card, name="rate-card"),
    path("undo/", study.undo_rating, name="undo-rating"),
    path("more/", decks.learn_more, name="learn-more"),
]

decks_urls = [
    path("", decks.list_decks, name="list-decks"),
    path("choose/", decks.choose_learned_decks, name="choose-learned-decks"),
    path("<slug:slug>/", decks.show_deck, name="show-deck"),
    path("<slug:slug>/study/", study.study, name="study-deck"),
]

cards_urls = [
    path("", card_search.search_cards, name="search-cards"),
    path("changed/", changed_cards.list_changed_cards, name="list-changed-cards"),
    path("changed/answers/", changed_cards.answer_changed, name="answer-changed-cards"),
    path(
        "changed/answers/<int:answer_id>/undo/",
        changed_cards.undo_changed,
        name="undo-changed-card",
    ),
    path("own/", personal_cards.list_personal_cards, name="list-personal-cards"),
    path("own/new/", personal_cards.write_personal_card, name="write-personal-card"),
    path("own/<uuid:uid>/", personal_cards.edit_personal_card, name="edit-personal-card"),
    path(
        "own/<uuid:uid>/remove/",
        personal_cards.remove_personal_card,
        name="remove-personal-card",
    ),
    path(
        "own/<uuid:uid>/take-back/",
        personal_cards.take_back_personal_card,
        name="take-back-personal-card",
    ),
    path("<uuid:uid>/", decks.show_card, name="show-card"),
    path("<uuid:uid>/set-aside/", decks.set_aside, name="set-aside"),
]

team_urls = [
    path("", standings.show_team, name="show-team"),
    path("weeks/", standings.list_weeks, name="list-weeks"),
    path("weeks/<str:monday>/", standings.show_week, name="show-week"),
    path("seasons/<int:year>/<int:number>/", standings.list_weeks, name="show-season"),
    path("score/", standings.show_own_score, name="show-own-score"),
    path("score/<str:monday>/", standings.show_own_score, name="show-own-score-of-week"),
    path("settings/", teams.edit_membership, name="edit-membership"),
    path("team/", teams.edit_team, name="edit-team"),
    path("hand-over/", teams.hand_over_team, name="hand-over-team"),
    path("leave/", teams.leave_team, name="leave-team"),
    path("delete/", teams.delete_team, name="delete-team"),
    path("decks/", team_decks.list_team_decks, name="list-team-decks"),
    path("decks/assign/", team_decks.assign_deck, name="assign-deck"),
    path("decks/<int:team_deck_id>/", team_decks.show_team_deck, name="show-team-deck"),
    path("decks/<int:team_deck_id>/withdraw/", team_decks.withdraw_deck, name="withdraw-deck"),
    path("decks/<int:team_deck_id>/take-up/", team_decks.take_up_deck, name="take-up-deck"),
    path("interviews/", team_interviews.list_team_interviews, name="list-team-interviews"),
    path("interviews/assign/", team_interviews.assign_interview, name="assign-interview"),
    path(
        "interviews/<int:team_interview_id>/withdraw/",
        team_interviews.withdraw_interview,
        name="withdraw-interview",
    ),
    path("challenge/", challenges.show_challenge, name="show-challenge"),
    path("challenge/answers/", challenges.answer_challenge, name="answer-challenge"),
    path("challenge/preview/", challenges.preview_challenge, name="preview-challenge"),
    path("members/", team_members.list_members, name="list-members"),
    path("members/<int:member_id>/", team_members.show_member, name="show-member"),
    path("members/<int:member_id>/role/", team_members.change_role, name="change-role"),
    path("members/<int:member_id>/remove/", team_members.remove_member, name="remove-member"),
    path("invitations/", team_members.make_invitation, name="make-invitation"),
    path(
        "invitations/<int:invitation_id>/revoke/",
        team_members.revoke_invitation,
        name="revoke-invitation",
    ),
]

teams_urls: list[URLPattern | URLResolver] = [
    path("", teams.list_teams, name="list-teams"),
    path("new/", teams.create_team, name="create-team"),
    path("join/<str:token>/", team_members.join_team, name="join-team"),
    path("<slug:slug>/", include(team_urls)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show_home, name="show-home"),
    path("study/", include(study_urls)),
    path("decks/", include(decks_urls)),
    path("cards/", include(cards_urls)),
    path("teams/", include(teams_urls)),
    path("try/", trial.try_card, name="try-cards"),
    path("try/<int:number>/", trial.try_card, name="try-card"),
    path("progress/", home.show_progress, name="show-progress"),
    path("progress/leeches/", leeches.list_leeches, name="list-leeches"),
    path("progress/leeches/practise/", leeches.practise_leeches, name="practise-leeches"),
]

interviews_urls = [
    path("", interviews.list_interviews, name="list-interviews"),
    path("build/", interviews.build_interview, name="build-interview"),
    path("trends/", interview_reports.show_trends, name="show-trends"),
    path("blueprints/<slug:slug>/", interviews.show_blueprint, name="show-blueprint"),
    path("blueprints/<slug:slug>/start/", interviews.start_interview, name="start-interview"),
    path("<uuid:uid>/", interviews.show_interview, name="show-interview"),
    path("<uuid:uid>/room/", interview_rooms.show_room, name="show-room"),
    path(
        "<uuid:uid>/room/<int:position>/",
        interview_rooms.save_interview_answer,
        name="save-interview-answer",
    ),
    path("<uuid:uid>/end/", interview_rooms.end_interview, name="end-interview"),
    path("<uuid:uid>/report/", interview_reports.show_report, name="show-report"),
    path("<uuid:uid>/transcript/", interview_reports.show_transcript, name="show-transcript"),
    path("<uuid:uid>/compare/", interview_reports.compare_interviews, name="compare-interviews"),
    path("<uuid:uid>/cards/", interview_cards.show_interview_cards, name="show-interview-cards"),
    path(
        "<uuid:uid>/cards/take/",
        interview_cards.take_interview_cards,
        name="take-interview-cards",
    ),
    path(
        "<uuid:uid>/cards/<int:taken_id>/put-back/",
        interview_cards.put_back_interview_card,
        name="put-back-interview-card",
    ),
    path("<uuid:uid>/share/", interview_shares.share_interview, name="share-interview"),
    path(
        "<uuid:uid>/share/<int:share_id>/revoke/",
        interview_shares.revoke_share,
        name="revoke-share",
    ),
    path(
        "shared/<str:token>/",
        interview_shares.show_shared_interview,
        name="show-shared-interview",
    ),
    path("<uuid:uid>/delete/", interview_reports.delete_interview, name="delete-interview"),
]
answer_urls = [
    path("", interview_debriefs.show_debrief, name="show-debrief"),
    path("prediction/", interview_debriefs.predict_band, name="predict-band"),
    path("follow-ups/", interview_debriefs.answer_follow_up, name="answer-follow-up"),
    path("score/", interview_debriefs.score_answer, name="score-answer"),
]
urlpatterns += [
    path("interviews/", include(interviews_urls)),
    path("interviews/<uuid:uid>/answers/<int:position>/", include(answer_urls)),
]

practice_urls = [
    path("", practice.choose_practice, name="choose-practice"),
    path("<uuid:uid>/", practice.show_practice, name="show-practice"),
    path("<uuid:uid>/end/", practice.end_round, name="end-practice"),
    path("<uuid:uid>/again/", practice.practise_again, name="practise-missed"),
    path(
        "<uuid:uid>/cards/<int:position>/answers/",
        practice.check_practice,
        name="check-practice-answer",
    ),
    path(
        "<uuid:uid>/cards/<int:position>/preview/",
        practice.preview_practice,
        name="preview-practice-answer",
    ),
    path("<uuid:uid>/cards/<int:position>/knew/", practice.rate_practice, name="rate-practice"),
]
plan_urls = [
    path("", plan.show_plan, name="show-plan"),
    path("edit/", plan.edit_plan, name="edit-plan"),
    path("archive/", plan.archive_plan, name="archive-plan"),
]
urlpatterns += [path("plan/", include(plan_urls))]
urlpatterns += [path("practice/", include(practice_urls))]
pairing_urls = [
    path("", pairings.show_pairing, name="show-pairing"),
    path("begin/", pairings.begin_pairing, name="begin-pairing"),
    path("leave/", pairings.leave_pairing, name="leave-pairing"),
    path("form/", pairings.submit_pair_form, name="submit-pair-form"),
    path("swap/", pairings.swap_roles, name="swap-roles"),
    path("script/", scripts.show_script, name="show-script"),
    path("script/<int:position>/", scripts.save_script, name="save-script"),
    path("script/<int:position>/typed/", scripts.show_typed, name="show-typed"),
    path("follow/<int:position>/", scripts.follow_pairing, name="follow-pairing"),
]
pairings_urls: list[URLPattern | URLResolver] = [
    path("new/", pairings.make_pairing, name="make-pairing"),
    path("new/<uuid:uid>/", pairings.make_pairing, name="invite-interviewer"),
    path("join/<str:token>/", pairings.join_pairing, name="join-pairing"),
    path("<uuid:uid>/", include(pairing_urls)),
]
urlpatterns += [path("interviews/pairings/", include(pairings_urls))]

# Settings, and the pages that need no account.
settings_urls = [
    path("", settings.edit_settings, name="edit-settings"),
    path("theme/", settings.choose_theme, name="choose-theme"),
    path("time-zone/", settings.choose_time_zone, name="choose-time-zone"),
    path("personal-data/", settings.download_personal_data, name="download-personal-data"),
    path("delete-account/", settings.delete_account, name="delete-account"),
]
urlpatterns += [
    path("settings/", include(settings_urls)),
    path("welcome/", pages.show_landing, name="show-landing"),
    path("python/worker.js", coding.show_python_worker, name="show-python-worker"),
    path("manifest.webmanifest", pages.show_manifest, name="show-manifest"),
    path("robots.txt", pages.show_robots, name="show-robots"),
    path("healthz", pages.check_health, name="check-health"),
]
