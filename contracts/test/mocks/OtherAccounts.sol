// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {AccountERC7579} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579.sol";
import {AccountERC7579Hooked} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579Hooked.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {MODULE_TYPE_HOOK} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

/// @notice OpenZeppelin's account as it comes. Behind an EIP-7702 delegation it is the EOA's account.
contract PlainAccount is AccountERC7579 {
    function entryPoint() public pure override returns (IEntryPoint) {
        return ERC4337Utils.ENTRYPOINT_V08;
    }
}

contract HookedAccount is AccountERC7579Hooked {
    function entryPoint() public pure override returns (IEntryPoint) {
        return ERC4337Utils.ENTRYPOINT_V08;
    }
}

/// @notice A hook that counts, or vetoes every call.
contract CountingHook {
    uint256 public checks;
    bool public vetoes;

    error Vetoed();

    function setVetoes(bool vetoes_) external {
        vetoes = vetoes_;
    }

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_HOOK;
    }

    function onInstall(bytes calldata) external {}

    function onUninstall(bytes calldata) external {}

    function preCheck(address, uint256, bytes calldata) external returns (bytes memory) {
        if (vetoes) revert Vetoed();
        ++checks;
        return "";
    }

    function postCheck(bytes calldata) external {}
}

/// @notice A validator whose owners are addresses in a linked list, the newest first, at most three of them.
contract OwnableValidator {
    uint256 private constant _MAX_OWNERS = 3;
    address private constant _SENTINEL = address(1);

    mapping(address account => mapping(address owner => address)) private _next;
    mapping(address account => uint256) private _count;
    mapping(address account => uint256) public threshold;

    error MaxOwnersReached();
    error CannotRemoveOwner();
    error InvalidEntry(address owner);

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == 1;
    }

    /// @param data The threshold and the owners.
    function onInstall(bytes calldata data) external {
        (uint256 threshold_, address[] memory owners) = abi.decode(data, (uint256, address[]));
        _next[msg.sender][_SENTINEL] = _SENTINEL;
        for (uint256 i = 0; i < owners.length; ++i) {
            addOwner(owners[i]);
        }
        threshold[msg.sender] = threshold_;
    }

    function onUninstall(bytes calldata) external {}

    function addOwner(address owner) public {
        if (_count[msg.sender] == _MAX_OWNERS) revert MaxOwnersReached();
        if (owner <= _SENTINEL || _next[msg.sender][owner] != address(0)) revert InvalidEntry(owner);
        _next[msg.sender][owner] = _next[msg.sender][_SENTINEL];
        _next[msg.sender][_SENTINEL] = owner;
        ++_count[msg.sender];
    }

    function removeOwner(address previous, address owner) external {
        if (_count[msg.sender] == threshold[msg.sender]) revert CannotRemoveOwner();
        if (owner <= _SENTINEL || _next[msg.sender][previous] != owner) revert InvalidEntry(owner);
        _next[msg.sender][previous] = _next[msg.sender][owner];
        delete _next[msg.sender][owner];
        --_count[msg.sender];
    }

    function setThreshold(uint256 threshold_) external {
        threshold[msg.sender] = threshold_;
    }

    function getOwners(address account) external view returns (address[] memory owners) {
        owners = new address[](_count[account]);
        address owner = _next[account][_SENTINEL];
        for (uint256 i = 0; i < owners.length; ++i) {
            owners[i] = owner;
            owner = _next[account][owner];
        }
    }
}
