"""The words of Bot API 10.1 that Orakul knows.

A test holds them against the machine-readable description of the API.
"""

from typing import Final

# Payloads that are a message of a chat, new or edited.
MESSAGE_KINDS: Final = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_message",
        "edited_business_message",
        "guest_message",
    }
)

# Every payload of Bot API 10.1.
UPDATE_KINDS: Final = MESSAGE_KINDS | {
    "business_connection",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
}

# Fields of a message that carry something, the most telling first: an animation comes
# with a document for old clients, a venue with a location, a live photo with a photo.
MEDIA_FIELDS: Final = {
    "animation": "animation",
    "live_photo": "live_photo",
    "venue": "venue",
    "audio": "audio",
    "document": "file",
    "paid_media": "paid_media",
    "photo": "photo",
    "sticker": "sticker",
    "story": "story",
    "video": "video",
    "video_note": "video_note",
    "voice": "voice",
    "checklist": "checklist",
    "contact": "contact",
    "dice": "dice",
    "game": "game",
    "giveaway": "giveaway",
    "giveaway_winners": "giveaway_winners",
    "invoice": "invoice",
    "location": "location",
    "poll": "poll",
    "rich_message": "rich_message",
}

# Fields that make a message a service message.
ACTION_FIELDS: Final = (
    "new_chat_members",
    "left_chat_member",
    "chat_owner_left",
    "chat_owner_changed",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "connected_website",
    "write_access_allowed",
    "passport_data",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "managed_bot_created",
    "paid_message_price_changed",
    "poll_option_added",
    "poll_option_deleted",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
)
